package dev.troupe.node.board;

import dev.troupe.node.journal.JournalFacts;
import java.time.Instant;

/**
 * One event as it stands in the journal.
 *
 * @param previous where the event before it in the stream stands, or where the stream began
 * @param kind of entity, such as {@code work} or {@code agent}
 * @param entityId the rest of the persistence id
 * @param sequenceNumber 1 for the entity's first event, without gaps
 * @param at when it was decided, to the microsecond
 */
public record JournalRecord(
    JournalPosition position,
    JournalPosition previous,
    String persistenceId,
    String kind,
    String entityId,
    long sequenceNumber,
    Instant at,
    JournalFacts event) {

  static JournalRecord of(
      JournalPosition position, JournalPosition previous, String persistenceId, long sequenceNumber, Instant at, JournalFacts event) {
    int bar = persistenceId.indexOf('|');
    String kind = bar < 0 ? "" : persistenceId.substring(0, bar);
    return new JournalRecord(position, previous, persistenceId, kind, persistenceId.substring(bar + 1), sequenceNumber, at, event);
  }
}
