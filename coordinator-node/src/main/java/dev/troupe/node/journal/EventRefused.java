package dev.troupe.node.journal;

/**
 * An event the journal will not store because of what it is, not of what the database did. Nothing of its atomic write is stored; the
 * entity sees a rejection, its other writes are not touched. Repeating the same event is refused again.
 */
public final class EventRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EventRefused(String message) {
    super(message);
  }
}
