package dev.troupe.load.traffic;

/** A pause that an interruption ends early, and which leaves the thread interrupted. */
final class Pauses {
  private Pauses() {}

  static void millis(long millis) {
    try {
      Thread.sleep(Math.max(0, millis));
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
