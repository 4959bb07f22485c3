package dev.troupe.node.journal;

/** The node is stopping: the write was not stored. */
public final class JournalClosed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JournalClosed() {
    super("Expected to store a write, but the journal has been closed.");
  }
}
