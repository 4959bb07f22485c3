package dev.troupe.node.feed;

import dev.troupe.protocol.EventPosition;
import java.time.Instant;
import java.util.Optional;

/** One row of the journal, as it was read. */
record FeedRow(
    EventPosition position,
    String persistenceId,
    long version,
    String action,
    Instant at,
    Optional<String> agentId,
    Optional<String> actor,
    Optional<String> traceId,
    EventData data) {

  boolean isWork() {
    return kind().equals("work");
  }

  String kind() {
    return persistenceId.substring(0, persistenceId.indexOf('|'));
  }

  String entityId() {
    return persistenceId.substring(persistenceId.indexOf('|') + 1);
  }
}
