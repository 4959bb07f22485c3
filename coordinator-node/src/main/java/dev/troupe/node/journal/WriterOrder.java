package dev.troupe.node.journal;

import java.util.HashSet;
import java.util.Set;

/**
 * Holds a history to what one writer at a time makes: numbers that grow, and no writer that comes back after another has gone on. The primary key lets
 * nothing else be stored, so a history that breaks this was damaged, and is refused whole.
 */
final class WriterOrder {
  private final String persistenceId;
  private final Set<String> earlier = new HashSet<>();
  private String writer;
  private long number;

  WriterOrder(String persistenceId) {
    this.persistenceId = persistenceId;
  }

  /** @throws IllegalStateException naming what does not fit */
  void check(String by, long next) {
    if (next <= number) {
      throw new IllegalStateException("Expected event " + (number + 1) + " or later of " + persistenceId + ", but event " + next + " comes next.");
    }
    number = next;
    if (by.equals(writer)) {
      return;
    }
    if (earlier.contains(by)) {
      throw new IllegalStateException(
          "Expected no more events of " + persistenceId + " by writer " + by + " after " + writer + " had gone on, but event " + next + " is.");
    }
    if (writer != null) {
      earlier.add(writer);
    }
    writer = by;
  }
}
