package dev.troupe.node.journal;

/** So many writes wait for the database that another would only wait in vain. Nothing was stored; safe to repeat a little later. */
public final class JournalQueueFull extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JournalQueueFull(int bound) {
    super("Expected room for a write, but %,d already wait for the database (troupe.journal.queue-size).".formatted(bound));
  }
}
