package dev.troupe.node.dispatch;

import static dev.troupe.node.dispatch.Ready.NOON;
import static dev.troupe.node.dispatch.Ready.able;
import static dev.troupe.node.dispatch.Ready.demanding;
import static dev.troupe.node.dispatch.Ready.item;
import static dev.troupe.node.dispatch.Ready.match;
import static dev.troupe.node.dispatch.Ready.ofType;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.protocol.DispatchCommand.Match;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.WorkId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final Match ANYONE = match("ada", 1, Duration.ZERO);
  private final MatchPolicy policy = new MatchPolicy(Duration.ofMinutes(10));
  private final Backlog backlog = new Backlog(policy, 100);

  @Test
  void givesTheMoreUrgentFirstAndTheOlderAmongEquals() {
    backlog.add(item("low", Priority.LOW, NOON));
    backlog.add(item("young", Priority.HIGH, NOON.plusSeconds(1)));
    backlog.add(item("old", Priority.HIGH, NOON));
    backlog.add(item("critical", Priority.CRITICAL, NOON.plusSeconds(2)));
    assertThat(takeAll(NOON.plusSeconds(3))).containsExactly("critical", "old", "young", "low");
  }

  @Test
  void letsNoPriorityStarveAnother() {
    backlog.add(item("waited", Priority.LOW, NOON));
    Instant later = NOON.plus(Duration.ofMinutes(31));
    backlog.add(item("urgent", Priority.CRITICAL, later));
    assertThat(takeAll(later)).containsExactly("waited", "urgent");
  }

  @Test
  void givesOnlyWhatTheAgentCanDoAndAskedFor() {
    backlog.add(demanding("java", "build", "java"));
    backlog.add(demanding("docs", "write"));
    assertThat(backlog.takeFor(ofType("ada", "review"), NOON)).isEmpty();
    assertThat(backlog.takeFor(ofType("ada", "write"), NOON)).map(ReadyWork::id).contains(new WorkId("docs"));
    assertThat(backlog.takeFor(able("ada", "sql"), NOON)).isEmpty();
    assertThat(backlog.takeFor(able("ada", "sql", "java"), NOON)).map(ReadyWork::id).contains(new WorkId("java"));
  }

  @Test
  void doesNotBelieveAnOldOfferOfWhatWasHandedOut() {
    backlog.add(item("w", Priority.LOW));
    backlog.takeFor(ANYONE, NOON);
    backlog.gone(new WorkId("w"), 2, 0);
    assertThat(backlog.offer(item("w", Priority.LOW))).isFalse();
    assertThat(backlog.size()).isZero();
  }

  @Test
  void remembersWhatWasHandedOutForAMinute() {
    backlog.gone(new WorkId("v"), 2, 0);
    backlog.gone(new WorkId("w"), 2, TimeUnit.SECONDS.toNanos(30));
    backlog.tick(TimeUnit.SECONDS.toNanos(61));
    assertThat(backlog.offer(item("w", Priority.LOW))).isFalse();
    assertThat(backlog.offer(item("v", Priority.LOW))).isTrue();
  }

  @Test
  void believesTheItemItself() {
    backlog.gone(new WorkId("w"), 7, 0);
    backlog.add(item("w", Priority.LOW));
    assertThat(backlog.size()).isOne();
  }

  @Test
  void leavesOutWhatItHasNoRoomForAndSaysSo() {
    Backlog small = new Backlog(policy, 1);
    small.markComplete();
    small.add(item("a", Priority.LOW));
    assertThat(small.isIncomplete()).isFalse();
    small.add(item("b", Priority.LOW));
    assertThat(small.size()).isOne();
    assertThat(small.isIncomplete()).isTrue();
  }

  @Test
  void leavesOutTheLeastUrgentWhenItIsFull() {
    Backlog small = new Backlog(policy, 3);
    small.add(item("old", Priority.LOW, NOON));
    small.add(item("young", Priority.LOW, NOON.plusSeconds(1)));
    small.add(demanding("docs", "write"));
    small.add(item("urgent", Priority.CRITICAL, NOON.plusSeconds(2)));
    assertThat(small.size()).isEqualTo(3);
    assertThat(small.isIncomplete()).isTrue();
    assertThat(small.takeFor(ANYONE, NOON)).map(ReadyWork::id).contains(new WorkId("urgent"));
    small.add(item("youngest", Priority.LOW, NOON.plusSeconds(3)));
    small.add(item("left-out", Priority.LOW, NOON.plusSeconds(4)));
    assertThat(small.offer(item("young", Priority.LOW, NOON.plusSeconds(1)))).isTrue();
    List<String> left = new ArrayList<>();
    for (Optional<ReadyWork> next = small.takeFor(ANYONE, NOON); next.isPresent(); next = small.takeFor(ANYONE, NOON)) {
      left.add(next.get().id().value());
    }
    assertThat(left).containsExactlyInAnyOrder("old", "young", "docs");
  }

  @Test
  void agreesWithASortedListOnRandomBacklogs() {
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    System.out.println("random backlogs: seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Backlog mixed = new Backlog(policy, 1_000);
      List<ReadyWork> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Set<String> requires = random.nextInt(3) == 0 ? Set.of("java") : Set.of();
        ReadyWork work =
            new ReadyWork(
                new WorkId("w" + i),
                random.nextBoolean() ? "build" : "write",
                Priority.values()[random.nextInt(4)],
                requires,
                NOON.plusSeconds(random.nextInt(3_000)),
                1);
        all.add(work);
        mixed.add(work);
      }
      Instant now = NOON.plusSeconds(3_000);
      Match match = random.nextBoolean() ? able("ada", "java") : ofType("ada", "build");
      Comparator<ReadyWork> order = policy.order(now);
      List<ReadyWork> expected = all.stream().filter(work -> MatchPolicy.mayTake(match, work)).sorted(order).toList();
      List<ReadyWork> taken = new ArrayList<>();
      for (Optional<ReadyWork> next = mixed.takeFor(match, now); next.isPresent(); next = mixed.takeFor(match, now)) {
        taken.add(next.get());
      }
      assertThat(taken).as("seed %d, round %d", seed, round).isEqualTo(expected);
      assertThat(mixed.size()).isEqualTo(all.size() - expected.size());
    }
  }

  private List<String> takeAll(Instant now) {
    List<String> taken = new ArrayList<>();
    for (Optional<ReadyWork> next = backlog.takeFor(ANYONE, now); next.isPresent(); next = backlog.takeFor(ANYONE, now)) {
      taken.add(next.get().id().value());
    }
    return taken;
  }
}
