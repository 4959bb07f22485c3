package dev.troupe.load.scenario;

/** What the added items have in common. */
record Shape(int leaseSeconds, int maxAttempts) {

  static final Shape USUAL = new Shape(60, 3);
}
