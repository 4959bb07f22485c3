package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.troupe.gateway.http.HealthScore.Limit;
import dev.troupe.gateway.http.HealthScore.Measured;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.WorkStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HealthScoreTest {
  private static final long MB = 1_000_000;

  @Test
  void isAHundredWhenAllIsWell() {
    HealthScore health = score(3, 3, true, Map.of(AgentStatus.IDLE, 4L), Map.of(WorkStatus.COMPLETED, 2L), Duration.ofMillis(900), 1, 100);
    assertThat(health.score()).isEqualTo(100);
    assertThat(health.limits()).isEmpty();
    assertThat(health.parts().intelligence()).hasValue(100);
  }

  @Test
  void countsEachPartUnderItsWeight() {
    HealthScore health =
        score(
            4, 3, true,
            Map.of(AgentStatus.ACTIVE, 1L, AgentStatus.LATE, 1L, AgentStatus.LOST, 2L, AgentStatus.RETIRED, 90L),
            Map.of(WorkStatus.COMPLETED, 3L, WorkStatus.FAILED, 1L, WorkStatus.READY, 50L),
            Duration.ofMillis(30_500), 0.5, 100);
    assertThat(health.parts().cluster()).hasValue(75);
    assertThat(health.parts().agents()).hasValue(37.5);
    assertThat(health.parts().workFlow()).hasValue(75);
    assertThat(health.parts().readSide()).hasValue(50);
    assertThat(health.parts().intelligence()).hasValue(50);
    assertThat(health.score()).isEqualTo((30 * 75 + 20 * 37.5 + 20 * 75 + 20 * 50 + 10 * 50) / 100, offset(0.05));
  }

  @Test
  void staysWithinItsBoundsAndHalvesTheClusterWithoutALeader() {
    HealthScore worst = score(3, 0, false, Map.of(AgentStatus.LOST, 1L), Map.of(WorkStatus.FAILED, 1L), Duration.ofHours(1), 0, 100);
    assertThat(worst.score()).isZero();
    assertThat(score(2, 2, false, Map.of(), Map.of(), Duration.ZERO, 1, 100).parts().cluster()).hasValue(50);
    assertThat(score(2, 2, true, Map.of(), Map.of(), Duration.ZERO, 7, 100).score()).isEqualTo(100);
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    HealthScore health = HealthScore.of(silent(4, 2));
    assertThat(health.score()).isEqualTo(50);
    assertThat(health.legacyScore()).isEmpty();
    assertThat(health.parts().agents()).isEmpty();
  }

  /** 80 is where the alert is. Random inputs: {@code HealthScoreLawsTest}. */
  @Test
  void cannotBeGoodWhileTheClusterIsBrokenAndSaysWhy() {
    assertThat(HealthScore.of(well(3, 3, 0, true, Duration.ZERO, 0)).score()).isEqualTo(100);
    assertLimited("no leader", well(3, 3, 0, false, Duration.ZERO, 0), Limit.CLUSTER, Limit.NO_LEADER);
    assertLimited("one of three is gone", well(3, 2, 1, true, Duration.ZERO, 0), Limit.CLUSTER, Limit.MEMBER_GONE);
    assertLimited("one of twenty is gone", well(20, 19, 1, true, Duration.ZERO, 0), Limit.MEMBER_GONE);
    assertLimited("most are still joining", well(3, 1, 0, true, Duration.ZERO, 0), Limit.CLUSTER);
    assertLimited("lists are old", well(3, 3, 0, true, Duration.ofSeconds(30), 0), Limit.READ_SIDE);
    assertLimited("items are orphaned", well(3, 3, 0, true, Duration.ZERO, 1), Limit.ORPHANS);
    assertLimited("the database is away", silent(3, 3), Limit.READ_SIDE_SILENT);
    assertThat(HealthScore.of(well(3, 2, 0, true, Duration.ZERO, 0)).score()).as("a third node joins").isGreaterThanOrEqualTo(80);
  }

  @Test
  void readsTheLegacyScoreAsTheScriptsDid() {
    Map<AgentStatus, Long> agents = Map.of(AgentStatus.ACTIVE, 2L, AgentStatus.RETIRED, 5L);
    Map<WorkStatus, Long> work = Map.of(WorkStatus.COMPLETED, 18L, WorkStatus.CLAIMED, 2L, WorkStatus.READY, 9L);
    assertThat(score(1, 1, true, agents, work, Duration.ZERO, 0.61, 100 * MB).legacyScore()).hasValue(118.8);
    assertThat(score(1, 1, true, agents, work, Duration.ZERO, 0.6, 1_000 * MB).legacyScore()).hasValue((60 + 200 + 75 + 65) / 4.0);
    assertThat(score(1, 1, true, Map.of(), work, Duration.ZERO, 0.6, 100 * MB).legacyScore()).hasValue(63.8);
  }

  private static void assertLimited(String fault, Measured measured, Limit... limits) {
    HealthScore health = HealthScore.of(measured);
    assertThat(health.score()).as(fault).isLessThan(80);
    assertThat(health.limits()).as(fault).isEqualTo(List.of(limits));
  }

  private static Measured well(int members, int healthy, int gone, boolean leader, Duration lag, long orphans) {
    return new Measured(
        members, healthy, gone, leader, Optional.of(Map.of(AgentStatus.ACTIVE, 100L)), Optional.of(Map.of(WorkStatus.COMPLETED, 100L)),
        Optional.of(lag), OptionalLong.of(orphans), OptionalDouble.of(1), 100, 40);
  }

  private static Measured silent(int members, int healthy) {
    return new Measured(
        members, healthy, 0, true, Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), OptionalDouble.empty(), 1, 1);
  }

  private static HealthScore score(
      int members, int healthy, boolean leader, Map<AgentStatus, Long> agents, Map<WorkStatus, Long> work, Duration lag, double served, long heap) {
    return HealthScore.of(
        new Measured(
            members, healthy, 0, leader, Optional.of(agents), Optional.of(work), Optional.of(lag), OptionalLong.of(0), OptionalDouble.of(served), heap, 40));
  }
}
