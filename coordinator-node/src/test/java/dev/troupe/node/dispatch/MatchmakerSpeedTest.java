package dev.troupe.node.dispatch;

import static dev.troupe.node.dispatch.Ready.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.troupe.node.Directory;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.DispatchCommand.Match;
import dev.troupe.protocol.DispatchCommand.ProposalAnswered;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkId;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/**
 * What one dispatcher, which is one actor and so one thread at a time, can match in a second: the limit of one team that more nodes do not raise. Without the messages, which other
 * threads carry.
 */
class MatchmakerSpeedTest {
  private static final int BACKLOG = 10_000;
  private static final int AGENTS = 10_000;
  private static final int SKILLS = 10;
  private static final int ROUNDS = 200_000;

  /** Ten times what a whole cluster on two processors completes. */
  private static final double FEWEST_A_SECOND = 20_000;

  private final ArrayDeque<WorkId> proposed = new ArrayDeque<>();
  private final Matchmaker matchmaker =
      new Matchmaker(
          new TeamId("hot"),
          new DispatchSettings(BACKLOG, 1_000, 2 * AGENTS, Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofMinutes(10), Duration.ofMinutes(2)),
          new Directory((work, command) -> {}, (agent, command) -> {}, (team, command) -> {}),
          (match, works) -> proposed.addAll(works));

  @Test
  void givesWorkOfAFullBacklogToThoseWhoAsk() {
    for (int number = 0; number < BACKLOG; number++) {
      matchmaker.ready(item(number), NOON, 0);
    }
    assertQuick(
        "from a backlog of 10,000 items",
        number -> {
          Match match = match(number, Duration.ZERO);
          matchmaker.match(match, NOON, number);
          grant(match);
          matchmaker.ready(item(BACKLOG + number), NOON, number);
        });
    assertThat(matchmaker.backlogSize()).isEqualTo(BACKLOG);
  }

  @Test
  void givesNewWorkToThoseWhoWait() {
    for (int number = 0; number < AGENTS; number++) {
      matchmaker.match(match(number, Duration.ofSeconds(60)), NOON, 0);
    }
    assertQuick(
        "to 10,000 waiting agents",
        number -> {
          matchmaker.ready(item(number), NOON, number);
          grant(match(number, Duration.ofSeconds(60)));
          matchmaker.match(match(AGENTS + number, Duration.ofSeconds(60)), NOON, number);
        });
    assertThat(matchmaker.waiting()).isEqualTo(AGENTS);
  }

  private static void assertQuick(String what, IntConsumer step) {
    int begun = ROUNDS / 4;
    long start = 0;
    for (int number = 0; number < ROUNDS; number++) {
      start = number == begun ? processorNanos() : start;
      step.accept(number);
    }
    double perSecond = (ROUNDS - begun) * 1e9 / (processorNanos() - start);
    System.out.printf("%,.0f claims for a second of processor time, %s%n", perSecond, what);
    assertThat(perSecond).isGreaterThan(FEWEST_A_SECOND);
  }

  /** What else the machine does has little part in it. */
  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void grant(Match match) {
    matchmaker.answered(new ProposalAnswered(match.agent(), match.requestId(), proposed.remove(), true, false, 2), NOON, 0);
    assertTrue(proposed.isEmpty());
  }

  private static ReadyWork item(int number) {
    Priority priority = Priority.values()[number % Priority.values().length];
    return new ReadyWork(new WorkId("w-" + number), "build", priority, Set.of("skill-" + number % SKILLS), NOON.plusMillis(number), 1);
  }

  /** Of every ten agents one has each skill, so that the n-th in line can take the n-th item. */
  private static Match match(int number, Duration wait) {
    return new Match(
        new AgentId("a-" + number), new RequestId("r-" + number), Set.of("skill-" + number % SKILLS), Set.of(), 1, wait, false, Optional.empty(),
        Cause.troupe("test"), Optional.empty());
  }
}
