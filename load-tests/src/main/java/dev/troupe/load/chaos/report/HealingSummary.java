package dev.troupe.load.chaos.report;

import dev.troupe.load.fleet.Latencies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Healing times over all runs, by fault. */
final class HealingSummary {

  /** Each time as "p50 / max" in milliseconds, a dash when it was never to be measured. */
  record Row(String fault, int times, String lastTrouble, String longestGap, String firstClaim) {
  }

  private HealingSummary() {
  }

  static List<Row> of(List<RunResult> runs) {
    Map<String, List<Healing>> byFault = new TreeMap<>();
    runs.forEach(run -> run.healing().forEach(healing -> byFault.computeIfAbsent(healing.fault(), fault -> new ArrayList<>()).add(healing)));
    List<Row> rows = new ArrayList<>();
    byFault.forEach((fault, all) -> rows.add(new Row(fault, all.size(), spread(all, Healing::lastTroubleMs), spread(all, Healing::longestGapMs),
      spread(all, Healing::firstClaimMs))));
    return rows;
  }

  private static String spread(List<Healing> all, ToLongFunction<Healing> measure) {
    Latencies latencies = new Latencies();
    all.stream().mapToLong(measure).filter(millis -> millis >= 0).forEach(millis -> latencies.record(Duration.ofMillis(millis)));
    return latencies.count() == 0 ? "–" : String.format("%.0f / %.0f", latencies.summary().p50(), latencies.summary().max());
  }
}
