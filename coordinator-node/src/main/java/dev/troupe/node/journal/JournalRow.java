package dev.troupe.node.journal;

import java.time.Instant;

/**
 * One event as the table holds it.
 *
 * @param writeTimestampMillis the journal's clock, milliseconds since 1970
 * @param payload              a JSON object in UTF-8
 * @param meta                 metadata of the event, or null
 * @param agentId              null when empty, like the four after it
 * @param span                 the span that asked for it; not stored here
 */
record JournalRow(
    String persistenceId,
    long sequenceNumber,
    boolean deleted,
    String writer,
    long writeTimestampMillis,
    String adapterManifest,
    Stored payload,
    Stored meta,
    Instant at,
    String action,
    String agentId,
    String actor,
    String requestId,
    String traceId,
    String span) {

  /** Characters in one text: even at four bytes each an index entry stays below PostgreSQL's 2,704 bytes. */
  static final int MAX_TEXT = 512;

  /** Bytes an Akka serializer wrote, with what is needed to read them. */
  record Stored(int serializerId, String manifest, byte[] bytes) {}

  /** @throws EventRefused if PostgreSQL could not store one of the texts, or could not read the payload as JSON */
  JournalRow {
    Text.check("persistence id", persistenceId, 255);
    Text.check("action", action, MAX_TEXT);
    if (action.isEmpty()) {
      throw new EventRefused("Expected an action such as work.claimed, but it is empty.");
    }
    Text.check("writer", writer, MAX_TEXT);
    Text.check("adapter manifest", adapterManifest, MAX_TEXT);
    Text.check("event manifest", payload.manifest, MAX_TEXT);
    Text.checkIfPresent("agent id", agentId, MAX_TEXT);
    Text.checkIfPresent("actor", actor, MAX_TEXT);
    Text.checkIfPresent("request id", requestId, MAX_TEXT);
    Text.checkIfPresent("trace id", traceId, MAX_TEXT);
    Text.checkJsonObject(payload.bytes);
  }

  long atMicros() {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
  }
}
