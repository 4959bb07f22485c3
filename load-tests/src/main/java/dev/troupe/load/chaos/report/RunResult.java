package dev.troupe.load.chaos.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.troupe.load.chaos.check.Checks;
import dev.troupe.load.chaos.fault.Struck;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One run and its judgement.
 *
 * @param command makes it again
 * @param calls by outcome
 * @param codes of answers that were not accepted, by code
 * @param skipped faults this machine cannot have, with the reason
 * @param happened what nodes did by themselves
 * @param evidence where history, journal and logs were kept; null when nothing was found and they were removed
 */
public record RunResult(long seed, int nodes, String command, Instant began, double seconds, int itemsAdded, long completed, Map<String, Long> calls,
  Map<String, Long> codes, List<Struck> faults, List<Healing> healing, Map<String, String> skipped, List<String> happened, List<Checks.Verdict> verdicts,
  List<Timeline.Second> timeline, String evidence) {

  @JsonIgnore
  public boolean isGood() {
    return verdicts.stream().allMatch(Checks.Verdict::held) && faults.stream().allMatch(fault -> fault.problem() == null && fault.readyNanos() >= 0);
  }

  public int violations() {
    return verdicts.stream().mapToInt(Checks.Verdict::count).sum();
  }
}
