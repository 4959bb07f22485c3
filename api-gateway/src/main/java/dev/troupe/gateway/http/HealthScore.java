package dev.troupe.gateway.http;

import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.WorkStatus;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How well the fleet is, from 0 to 100, and what that is made of. A part that is not known is absent and does not count; the score is the
 * mean of the known parts under the weights in brackets.
 *
 * <ul>
 *   <li>cluster [30]: 100 × members that are up and reachable / all members; half of it while there is no leader.
 *   <li>agents [20]: 100 × (active + idle + draining + late / 2) / all that are not retired; 100 when there are none.
 *   <li>work_flow [20]: 100 × completed / (completed + failed); 100 while nothing has ended.
 *   <li>read_side [20]: 100 while the read side is at most 1 s behind the journal, falling evenly to 0 at 60 s.
 *   <li>intelligence [10]: 100 × the share of questions that were served.
 * </ul>
 *
 * <p>What everything stands on bounds it ({@link Limit}): the score is at most 25 above cluster and above read_side, at most 75 while a member is
 * gone and not yet removed, while there is no leader or while items are orphaned, and at most 50 while the read side does not answer. So it is below
 * 80, where the alert is, in each of these cases, and when lists are more than 27.5 s old.
 *
 * <p>The legacy score is that of the scripts, kept so that old targets (105.0 or more) can still be read: the mean of T, C, P and A.
 * T is 90 while the heap in use is under 500 MB, else 60. C is 20 × (completed + claimed items) / agents that are not retired,
 * unbounded, 0 without agents. P is the mean of a memory and a process score, each 100 while heap and live threads are under 500 MB
 * and 50,000, beyond that 100 × bound / value. A is 85 while more than 60 % of the questions to the intelligence succeed, else 65. It
 * is absent when the counts are.
 */
record HealthScore(double score, OptionalDouble legacyScore, Parts parts, List<Limit> limits) {
  private static final long HEAP_BOUND = 500_000_000L;
  private static final long PROCESS_BOUND = 50_000L;
  private static final double ABOVE_ITS_BASE = 25;
  private static final double BEST = 100;
  private static final double BEST_WHILE_BROKEN = 75;
  private static final double BEST_IN_SILENCE = 50;
  private static final double LAG_FREE_SECONDS = 1;
  private static final double LAG_WORST_SECONDS = 60;

  /** What is broken, so that the score cannot be 100 whatever its parts are. */
  enum Limit {
    CLUSTER,
    MEMBER_GONE,
    NO_LEADER,
    READ_SIDE,
    READ_SIDE_SILENT,
    ORPHANS
  }

  /** Each from 0 to 100, or absent when it is not known. */
  record Parts(
      OptionalDouble cluster,
      OptionalDouble agents,
      OptionalDouble workFlow,
      OptionalDouble readSide,
      OptionalDouble intelligence) {}

  /**
   * What was measured.
   *
   * @param healthyMembers those that are up and reachable
   * @param goneMembers those that are unreachable, or given up and not yet removed
   * @param agents absent when the read side does not answer, like {@code work}, {@code lag} and {@code orphans}
   * @param intelligence the share of questions that were served, 0 to 1; absent when there is none
   * @param heapBytes heap in use on this node
   * @param threads live threads on this node
   */
  record Measured(
      int members,
      int healthyMembers,
      int goneMembers,
      boolean hasLeader,
      Optional<Map<AgentStatus, Long>> agents,
      Optional<Map<WorkStatus, Long>> work,
      Optional<Duration> lag,
      OptionalLong orphans,
      OptionalDouble intelligence,
      long heapBytes,
      int threads) {}

  static HealthScore of(Measured measured) {
    Parts parts =
        new Parts(
            OptionalDouble.of(cluster(measured)),
            optional(measured.agents().map(HealthScore::agents)),
            optional(measured.work().map(HealthScore::workFlow)),
            optional(measured.lag().map(HealthScore::readSide)),
            measured.intelligence().isPresent()
                ? OptionalDouble.of(bounded(100 * measured.intelligence().getAsDouble()))
                : OptionalDouble.empty());
    Map<Limit, Double> limits = limits(measured, parts);
    double mean = weightedMean(parts);
    double score = limits.values().stream().reduce(mean, Math::min);
    List<Limit> holding = limits.entrySet().stream().filter(limit -> limit.getValue() < BEST).map(Map.Entry::getKey).toList();
    return new HealthScore(rounded(score), legacy(measured), parts, holding);
  }

  private static double cluster(Measured measured) {
    double share = measured.members() == 0 ? 0 : 100.0 * measured.healthyMembers() / measured.members();
    return bounded(measured.hasLeader() ? share : share / 2);
  }

  private static double agents(Map<AgentStatus, Long> counts) {
    long all = employed(counts);
    double well =
        count(counts, AgentStatus.ACTIVE)
            + count(counts, AgentStatus.IDLE)
            + count(counts, AgentStatus.DRAINING)
            + count(counts, AgentStatus.LATE) / 2.0;
    return all == 0 ? 100 : bounded(100 * well / all);
  }

  private static double workFlow(Map<WorkStatus, Long> counts) {
    long completed = count(counts, WorkStatus.COMPLETED);
    long ended = completed + count(counts, WorkStatus.FAILED);
    return ended == 0 ? 100 : bounded(100.0 * completed / ended);
  }

  private static double readSide(Duration lag) {
    double seconds = lag.toMillis() / 1_000.0;
    return bounded(100 * (LAG_WORST_SECONDS - seconds) / (LAG_WORST_SECONDS - LAG_FREE_SECONDS));
  }

  private static double weightedMean(Parts parts) {
    OptionalDouble[] values = {parts.cluster(), parts.agents(), parts.workFlow(), parts.readSide(), parts.intelligence()};
    int[] weights = {30, 20, 20, 20, 10};
    double sum = 0;
    int weight = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i].isPresent()) {
        sum += weights[i] * values[i].getAsDouble();
        weight += weights[i];
      }
    }
    return sum / weight;
  }

  /** The best score that each of them leaves, for those that hold now. */
  private static Map<Limit, Double> limits(Measured measured, Parts parts) {
    Map<Limit, Double> limits = new EnumMap<>(Limit.class);
    limits.put(Limit.CLUSTER, parts.cluster().orElse(0) + ABOVE_ITS_BASE);
    if (measured.goneMembers() > 0) {
      limits.put(Limit.MEMBER_GONE, BEST_WHILE_BROKEN);
    }
    if (!measured.hasLeader()) {
      limits.put(Limit.NO_LEADER, BEST_WHILE_BROKEN);
    }
    if (parts.readSide().isPresent()) {
      limits.put(Limit.READ_SIDE, parts.readSide().getAsDouble() + ABOVE_ITS_BASE);
    } else {
      limits.put(Limit.READ_SIDE_SILENT, BEST_IN_SILENCE);
    }
    if (measured.orphans().orElse(0) > 0) {
      limits.put(Limit.ORPHANS, BEST_WHILE_BROKEN);
    }
    return limits;
  }

  private static OptionalDouble legacy(Measured measured) {
    if (measured.agents().isEmpty() || measured.work().isEmpty()) {
      return OptionalDouble.empty();
    }
    long agents = employed(measured.agents().get());
    long done = count(measured.work().get(), WorkStatus.COMPLETED) + count(measured.work().get(), WorkStatus.CLAIMED);
    double t = measured.heapBytes() < HEAP_BOUND ? 90 : 60;
    double c = agents == 0 ? 0 : 20.0 * done / agents;
    double p = (within(measured.heapBytes(), HEAP_BOUND) + within(measured.threads(), PROCESS_BOUND)) / 2;
    double a = measured.intelligence().orElse(0) > 0.6 ? 85 : 65;
    return OptionalDouble.of(rounded((t + c + p + a) / 4));
  }

  private static double within(long value, long bound) {
    return value < bound ? 100 : 100.0 * bound / value;
  }

  private static long employed(Map<AgentStatus, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum() - count(counts, AgentStatus.RETIRED);
  }

  private static <K> long count(Map<K, Long> counts, K key) {
    return counts.getOrDefault(key, 0L);
  }

  private static double bounded(double value) {
    return rounded(Math.max(0, Math.min(100, value)));
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static OptionalDouble optional(Optional<Double> value) {
    return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
  }
}
