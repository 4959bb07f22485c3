package dev.troupe.load.chaos.report;

import dev.troupe.load.fleet.Latencies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Healing times over all runs, by fault, and by kind of fault against the goals. */
final class HealingSummary {

  /** Each time as "p50 / max" in milliseconds, a dash when it was never to be measured. */
  record Row(String fault, int times, String lastTrouble, String longestGap, String firstClaim, int spared, int troubled) {
    /** Of the requests on items whose node lives, those that needed more than one repeat; a dash when there were none of that kind. */
    String twiceInTrouble() {
      return spared == 0 ? "–" : troubled + " of " + spared;
    }
  }

  /** What is aimed at for one kind of fault: a median, on two cores with nothing else to do. */
  enum Goal {
    KILL("a node killed: until the last refused call at those that live", "kill-one", 5_000, Healing::lastTroubleMs),
    PARTITION("a partition: until claims give work again", "partition-m", 10_000, Healing::longestGapMs),
    DATABASE("the database back: until a claim gives work", "db-", 2_000, Healing::firstClaimMs);

    private final String what;
    private final String faults;
    private final long mostMillis;
    private final ToLongFunction<Healing> measure;

    Goal(String what, String faults, long mostMillis, ToLongFunction<Healing> measure) {
      this.what = what;
      this.faults = faults;
      this.mostMillis = mostMillis;
      this.measure = measure;
    }
  }

  /**
   * A goal and what was seen.
   *
   * @param times how often it could be measured; with 0 it is neither met nor missed
   */
  record Judged(String what, long mostMillis, int times, long p50, long max) {
    boolean met() {
      return p50 < mostMillis;
    }
  }

  private HealingSummary() {
  }

  static List<Row> of(List<RunResult> runs) {
    Map<String, List<Healing>> byFault = new TreeMap<>();
    runs.forEach(run -> run.healing().forEach(healing -> byFault.computeIfAbsent(healing.fault(), fault -> new ArrayList<>()).add(healing)));
    List<Row> rows = new ArrayList<>();
    byFault.forEach((fault, all) -> rows.add(new Row(fault, all.size(), spread(all, Healing::lastTroubleMs), spread(all, Healing::longestGapMs),
      spread(all, Healing::firstClaimMs), all.stream().mapToInt(Healing::spared).sum(), all.stream().mapToInt(Healing::troubled).sum())));
    return rows;
  }

  static List<Judged> goals(List<RunResult> runs) {
    List<Judged> judged = new ArrayList<>();
    for (Goal goal : Goal.values()) {
      Latencies latencies = latencies(runs.stream().flatMap(run -> run.healing().stream()).filter(one -> one.fault().startsWith(goal.faults)).toList(), goal.measure);
      if (latencies.count() > 0) {
        judged.add(new Judged(goal.what, goal.mostMillis, (int) latencies.count(), Math.round(latencies.summary().p50()), Math.round(latencies.summary().max())));
      }
    }
    return judged;
  }

  private static String spread(List<Healing> all, ToLongFunction<Healing> measure) {
    Latencies latencies = latencies(all, measure);
    return latencies.count() == 0 ? "–" : String.format("%.0f / %.0f", latencies.summary().p50(), latencies.summary().max());
  }

  private static Latencies latencies(List<Healing> all, ToLongFunction<Healing> measure) {
    Latencies latencies = new Latencies();
    all.stream().mapToLong(measure).filter(millis -> millis >= 0).forEach(millis -> latencies.record(Duration.ofMillis(millis)));
    return latencies;
  }
}
