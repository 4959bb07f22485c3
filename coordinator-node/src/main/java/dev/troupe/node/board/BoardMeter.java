package dev.troupe.node.board;

import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Counts what the projection takes in. */
final class BoardMeter {
  private BoardMeter() {}

  /** @param records one group, committed just now */
  static void taken(List<JournalRecord> records) {
    Metrics.count(Metric.PROJECTED_EVENTS, records.size());
    Instant newest = records.get(records.size() - 1).at();
    Metrics.lasted(Metric.PROJECTION_DELAY, Duration.between(newest, Instant.now()).toNanos());
  }
}
