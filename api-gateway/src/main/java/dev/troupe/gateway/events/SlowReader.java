package dev.troupe.gateway.events;

/** A reader that takes less than is given to it, and is cut off. */
final class SlowReader extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SlowReader(long waitingBytes) {
    super("A reader of events was cut off: " + waitingBytes + " bytes wait for it.", null, false, false);
  }
}
