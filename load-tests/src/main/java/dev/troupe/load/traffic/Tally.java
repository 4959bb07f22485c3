package dev.troupe.load.traffic;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the calls came to. A call counts once, however often it was repeated. */
final class Tally {
  private static final int MOST_REASONS = 20;

  private long calls;
  private long repeated;
  private long failed;
  private double longestOutageSeconds;
  private long[] micros = new long[1 << 16];
  private int measured;
  private final List<String> reasons = new ArrayList<>();

  synchronized void answered(long tookNanos, int attempts) {
    calls++;
    if (attempts > 1) {
      repeated++;
      longestOutageSeconds = Math.max(longestOutageSeconds, tookNanos / 1e9);
    }
    if (attempts > 2) {
      failed++;
    }
    if (measured == micros.length) {
      micros = Arrays.copyOf(micros, 2 * measured);
    }
    micros[measured++] = tookNanos / 1_000;
  }

  /** Never answered within the patience of the caller. */
  synchronized void lost() {
    calls++;
    failed++;
  }

  synchronized void because(String reason) {
    if (reasons.size() < MOST_REASONS) {
      reasons.add(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + reason);
    }
  }

  synchronized long calls() {
    return calls;
  }

  /** Names as they are printed; latencies include every repetition. */
  synchronized Map<String, Object> report() {
    long[] sorted = Arrays.copyOf(micros, measured);
    Arrays.sort(sorted);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("calls", calls);
    report.put("answered_after_one_repetition", repeated - Math.min(repeated, failed));
    report.put("failed_beyond_one_repetition", failed);
    report.put("longest_outage_of_a_call_seconds", Math.round(longestOutageSeconds * 100) / 100.0);
    report.put("p50_millis", at(sorted, 0.50));
    report.put("p95_millis", at(sorted, 0.95));
    report.put("p99_millis", at(sorted, 0.99));
    report.put("reasons", List.copyOf(reasons));
    return report;
  }

  private static double at(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1_000.0;
  }
}
