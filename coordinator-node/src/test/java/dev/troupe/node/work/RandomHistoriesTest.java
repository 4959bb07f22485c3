package dev.troupe.node.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.node.Decision;
import dev.troupe.node.work.Works.Play;
import dev.troupe.node.work.Works.Spec;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random commands at random times, right and wrong ones: no history may show two live leases or a token that shrinks. */
class RandomHistoriesTest {
  private static final int HISTORIES = 20_000;
  private static final int COMMANDS = 60;

  @Test
  void neverShowTwoLiveLeasesOrATokenThatShrinks() {
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    System.out.println("random histories: seed " + seed);
    for (int i = 0; i < HISTORIES; i++) {
      check(play(new Random(seed + i)), "seed " + (seed + i));
    }
  }

  @Test
  void giveTheSameStateWhenTheirEventsAreReplayed() {
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    System.out.println("replayed histories: seed " + seed);
    for (int i = 0; i < HISTORIES / 10; i++) {
      Random random = new Random(seed + i);
      Play play = new Play();
      List<WorkEvent> events = run(play, random);
      WorkState replayed = new WorkState.Absent(Works.WORK);
      for (WorkEvent event : events) {
        replayed = WorkEvolution.evolve(replayed, event);
      }
      assertThat(replayed).as("seed %d", seed + i).isEqualTo(play.state);
    }
  }

  private static List<WorkEvent> play(Random random) {
    return run(new Play(), random);
  }

  private static List<WorkEvent> run(Play play, Random random) {
    List<WorkEvent> events = new ArrayList<>();
    play.does(Works.add(randomSpec(random)));
    events.add(((Decision.Store<WorkEvent>) play.last).event());
    for (int i = 0; i < COMMANDS; i++) {
      play.after(Duration.ofSeconds(random.nextInt(20))).does(randomCommand(random, play));
      if (play.last instanceof Decision.Store<WorkEvent> store) {
        events.add(store.event());
      }
    }
    return events;
  }

  private static WorkSpec randomSpec(Random random) {
    Spec spec = new Spec().maxAttempts(1 + random.nextInt(4)).backoff(Duration.ofSeconds(random.nextInt(3)));
    if (random.nextInt(4) == 0) {
      spec.review();
    }
    if (random.nextInt(4) == 0) {
      spec.dependsOn(new WorkId("a"));
    }
    if (random.nextInt(4) == 0) {
      spec.runAt(Works.NOON.plusSeconds(random.nextInt(100)));
    }
    return spec.build();
  }

  private static WorkCommand randomCommand(Random random, Play play) {
    AgentId agent = random.nextBoolean() ? Works.ADA : Works.BOB;
    long newest = Math.max(1, play.item().attempts().lastToken());
    long token = random.nextInt(3) == 0 ? 1 + random.nextInt((int) newest + 1) : newest;
    return switch (random.nextInt(13)) {
      case 0, 1, 2 -> Works.claim(agent, "r" + random.nextInt(30));
      case 3 -> Works.progress(agent, token, random.nextInt(101));
      case 4 -> Works.complete(agent, token);
      case 5 -> Works.fail(agent, token, random.nextInt(3) > 0);
      case 6 -> Works.release(agent, token);
      case 7 -> Works.timeUp(token);
      case 8 -> new WorkCommand.Wake();
      case 9 -> new WorkCommand.DependencyEnded(
          new WorkId("a"), random.nextInt(5) == 0 ? WorkStatus.CANCELLED : WorkStatus.COMPLETED);
      case 10 -> random.nextInt(8) == 0 ? Works.cancel() : Works.retry();
      case 11 -> new WorkCommand.Approve(Optional.empty(), Works.by(agent), Works.NOBODY);
      default -> new WorkCommand.Reject("No.", Works.by(agent), Works.NOBODY);
    };
  }

  /** Knows nothing of the rules: reads the events as an auditor would. */
  private static void check(List<WorkEvent> events, String seed) {
    long lastToken = 0;
    boolean live = false;
    int completions = 0;
    for (WorkEvent event : events) {
      if (event instanceof WorkEvent.WorkClaimed claimed) {
        assertThat(live).as("%s: a lease was given while another was live", seed).isFalse();
        assertThat(claimed.leaseToken().value()).as("%s: token", seed).isGreaterThan(lastToken);
        lastToken = claimed.leaseToken().value();
        live = true;
      } else if (event instanceof WorkEvent.OfLease ofLease) {
        assertThat(live).as("%s: %s without a live lease", seed, event.action()).isTrue();
        assertThat(ofLease.leaseToken().value()).as("%s: %s under an old token", seed, event.action()).isEqualTo(lastToken);
        live = event instanceof WorkEvent.ProgressReported;
      } else if (event instanceof WorkEvent.WorkCancelled) {
        live = false;
      }
      if (event instanceof WorkEvent.WorkCompleted || event instanceof WorkEvent.ReviewApproved) {
        completions++;
      }
    }
    assertThat(completions).as("%s: completions", seed).isLessThanOrEqualTo(1);
  }
}
