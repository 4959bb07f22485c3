package dev.troupe.node.journal;

/**
 * Another live copy of the entity has stored an event under the same number: the last fence held. Nothing of the write is stored. The
 * entity stops, and on its next start replays what the other copy stored.
 */
public final class DuplicateSequenceNumber extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DuplicateSequenceNumber(PendingWrite write, Throwable cause) {
    super("Expected to store " + write.name() + ", but one of these numbers is already stored: another copy of this entity has written.",
        cause);
  }
}
