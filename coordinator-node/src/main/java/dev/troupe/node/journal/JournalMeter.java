package dev.troupe.node.journal;

import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import dev.troupe.telemetry.Tracer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Counts what the journal's writers do. */
final class JournalMeter {
  private JournalMeter() {}

  /** @param begunNanos on the monotonic clock */
  static void stored(List<PendingWrite> batch, long begunNanos) {
    long tookNanos = System.nanoTime() - begunNanos;
    int events = 0;
    for (PendingWrite write : batch) {
      for (JournalRow row : write.rows()) {
        events++;
        Metrics.count(Metric.EVENTS_STORED, row.action());
        if (row.span() != null && row.traceId() != null) {
          trace(row, tookNanos, batch.size());
        }
      }
    }
    Metrics.lasted(Metric.JOURNAL_WRITE, tookNanos);
    Metrics.sized(Metric.JOURNAL_BATCH, events);
  }

  /** @param fenced because another copy of the entity had stored first */
  static void failed(List<PendingWrite> batch, boolean fenced) {
    Metrics.count(fenced ? Metric.FENCED_WRITES : Metric.JOURNAL_FAILED, batch.size());
  }

  private static void trace(JournalRow row, long tookNanos, int writes) {
    String parent = Tracer.eventId(row.span(), row.persistenceId(), row.sequenceNumber());
    Instant begun = Instant.now().minusNanos(tookNanos);
    Tracer.take(row.traceId(), Tracer.newId(), parent, "journal store", begun, false, Map.of("troupe.batch.writes", Integer.toString(writes)));
  }
}
