package dev.troupe.node.journal;

import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.util.List;

/** Counts what the journal's writers do. */
final class JournalMeter {
  private JournalMeter() {}

  /** @param begunNanos on the monotonic clock */
  static void stored(List<PendingWrite> batch, long begunNanos) {
    int events = 0;
    for (PendingWrite write : batch) {
      for (JournalRow row : write.rows()) {
        events++;
        Metrics.count(Metric.EVENTS_STORED, row.action());
      }
    }
    Metrics.since(Metric.JOURNAL_WRITE, begunNanos);
    Metrics.sized(Metric.JOURNAL_BATCH, events);
  }

  /** @param fenced because another copy of the entity had stored first */
  static void failed(List<PendingWrite> batch, boolean fenced) {
    Metrics.count(fenced ? Metric.FENCED_WRITES : Metric.JOURNAL_FAILED, batch.size());
  }
}
