package dev.troupe.node.board;

import dev.troupe.node.journal.JournalFacts;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import dev.troupe.telemetry.Tracer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Counts what the projection takes in. */
final class BoardMeter {
  private BoardMeter() {}

  /** @param records one group, committed just now */
  static void taken(List<JournalRecord> records) {
    Metrics.count(Metric.PROJECTED_EVENTS, records.size());
    records.forEach(BoardMeter::trace);
    Instant newest = records.get(records.size() - 1).at();
    Metrics.lasted(Metric.PROJECTION_DELAY, Duration.between(newest, Instant.now()).toNanos());
  }

  /** From when it was decided until lists show it. */
  private static void trace(JournalRecord record) {
    JournalFacts event = record.event();
    if (event.span().isPresent() && event.traceId().isPresent()) {
      String parent = Tracer.eventId(event.span().get(), record.persistenceId(), record.sequenceNumber());
      Tracer.take(event.traceId().get(), Tracer.newId(), parent, "board project", record.at(), false, Map.of("troupe.event", event.action()));
    }
  }
}
