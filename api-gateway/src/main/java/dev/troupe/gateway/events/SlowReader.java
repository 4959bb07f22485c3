package dev.troupe.gateway.events;

/** Why the connection of a reader is closed that takes less than is given to it. */
public final class SlowReader extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SlowReader(long waitingBytes) {
    super("A reader of events was cut off: " + waitingBytes + " bytes wait for it. It can resume where it was.", null, false, false);
  }
}
