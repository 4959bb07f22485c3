package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.WorkStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HealthScoreTest {
  private static final long MB = 1_000_000;

  @Test
  void isAHundredWhenAllIsWell() {
    HealthScore health = score(3, 3, true, Map.of(AgentStatus.IDLE, 4L), Map.of(WorkStatus.COMPLETED, 2L), Duration.ofMillis(900), 1, 100);
    assertThat(health.score()).isEqualTo(100);
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
    HealthScore health =
        HealthScore.of(
            new HealthScore.Measured(4, 2, true, Optional.empty(), Optional.empty(), Optional.empty(), OptionalDouble.empty(), 1, 1));
    assertThat(health.score()).isEqualTo(50);
    assertThat(health.legacyScore()).isEmpty();
    assertThat(health.parts().agents()).isEmpty();
  }

  /** 80 is where the alert is. */
  @Test
  void cannotBeGoodWhileTheClusterIsBroken() {
    Map<AgentStatus, Long> agents = Map.of(AgentStatus.ACTIVE, 100L);
    Map<WorkStatus, Long> work = Map.of(WorkStatus.COMPLETED, 100L);
    assertThat(score(3, 3, false, agents, work, Duration.ZERO, 1, 100).score()).as("no leader").isLessThan(80);
    assertThat(score(3, 1, true, agents, work, Duration.ZERO, 1, 100).score()).as("the majority is gone").isLessThan(80);
    assertThat(score(2, 1, true, agents, work, Duration.ZERO, 1, 100).score()).as("one of two is gone").isLessThan(80);
    assertThat(score(3, 3, true, agents, work, Duration.ofSeconds(30), 1, 100).score()).as("lists are old").isLessThan(80);
    HealthScore.Measured silent =
        new HealthScore.Measured(3, 3, true, Optional.empty(), Optional.empty(), Optional.empty(), OptionalDouble.empty(), 1, 1);
    assertThat(HealthScore.of(silent).score()).as("the database is away").isLessThan(80);
    assertThat(score(3, 2, true, agents, work, Duration.ZERO, 1, 100).score()).as("one of three is gone, the others work").isGreaterThanOrEqualTo(80);
  }

  @Test
  void readsTheLegacyScoreAsTheScriptsDid() {
    Map<AgentStatus, Long> agents = Map.of(AgentStatus.ACTIVE, 2L, AgentStatus.RETIRED, 5L);
    Map<WorkStatus, Long> work = Map.of(WorkStatus.COMPLETED, 18L, WorkStatus.CLAIMED, 2L, WorkStatus.READY, 9L);
    assertThat(score(1, 1, true, agents, work, Duration.ZERO, 0.61, 100 * MB).legacyScore()).hasValue(118.8);
    assertThat(score(1, 1, true, agents, work, Duration.ZERO, 0.6, 1_000 * MB).legacyScore()).hasValue((60 + 200 + 75 + 65) / 4.0);
    assertThat(score(1, 1, true, Map.of(), work, Duration.ZERO, 0.6, 100 * MB).legacyScore()).hasValue(63.8);
  }

  private static HealthScore score(
      int members, int healthy, boolean leader, Map<AgentStatus, Long> agents, Map<WorkStatus, Long> work, Duration lag, double served, long heap) {
    return HealthScore.of(
        new HealthScore.Measured(
            members, healthy, leader, Optional.of(agents), Optional.of(work), Optional.of(lag), OptionalDouble.of(served), heap, 40));
  }
}
