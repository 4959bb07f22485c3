package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.node.agent.AgentEvent;
import dev.troupe.node.agent.AgentState;
import dev.troupe.node.work.Item;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.node.work.WorkState;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The board's folds agree with what the entities themselves make of their events. */
class BoardRowTest {
  private static final int HISTORIES = 5_000;
  private static final int EVENTS = 40;
  private static final WorkId WORK = new WorkId("w-17");

  private final long seed = Long.getLong("troupe.seed", System.nanoTime());

  @Test
  void showsAnItemAsItsOwnEvolutionDoes() {
    System.out.println("board rows: seed " + seed);
    Set<WorkStatus> seen = EnumSet.noneOf(WorkStatus.class);
    for (int history = 0; history < HISTORIES; history++) {
      Random random = new Random(seed + history);
      WorkState state = new WorkState.Absent(WORK);
      BoardRow row = null;
      Instant at = Story.NOON;
      for (int number = 1; number <= EVENTS; number++) {
        at = at.plusMillis(random.nextInt(20_000));
        Optional<WorkEvent> event = Story.next(random, state, at);
        if (event.isEmpty()) {
          break;
        }
        state = Story.evolve(state, event.get());
        row = row == null ? BoardRow.added(WORK, (WorkEvent.WorkAdded) event.get(), number) : row.after(event.get(), number);
        assertAgree(row, (WorkState.Present) state, "seed " + (seed + history) + ", event " + number + " " + event.get());
        seen.add(row.status());
      }
    }
    assertThat(seen).as("every status was met").isEqualTo(EnumSet.allOf(WorkStatus.class));
  }

  @Test
  void showsAnAgentAsItsOwnEvolutionDoes() {
    System.out.println("agent rows: seed " + seed);
    for (int history = 0; history < HISTORIES; history++) {
      Random random = new Random(seed + history);
      AgentState state = new AgentState.Unknown(Story.ADA);
      AgentRow row = null;
      for (int number = 1; number <= EVENTS; number++) {
        AgentEvent event = Story.next(random, Story.ADA, state, Story.NOON.plusSeconds(number));
        state = Story.evolve(state, event);
        row = row == null ? AgentRow.registered((AgentEvent.AgentRegistered) event, number) : row.after(event, number);
        assertAgree(row, (AgentState.Known) state, "seed " + (seed + history) + ", event " + number + " " + event);
      }
    }
  }

  private static void assertAgree(BoardRow row, WorkState.Present state, String when) {
    Item item = state.item();
    assertThat(row.status()).as(when).isEqualTo(state.status());
    assertThat(row.version()).as(when).isEqualTo(item.version());
    assertThat(row.leaseToken()).as(when).isEqualTo(item.attempts().lastToken());
    assertThat(row.attempt()).as(when).isEqualTo(item.attempts().claimed());
    assertThat(row.burned()).as(when).isEqualTo(item.attempts().burned());
    assertThat(row.percent()).as(when).isEqualTo(item.progress().percent());
    assertThat(row.openDependencies()).as(when).isEqualTo(state instanceof WorkState.Blocked blocked ? blocked.open().size() : 0);
    assertThat(row.dueAt()).as(when).isEqualTo(state instanceof WorkState.Scheduled scheduled ? Optional.of(scheduled.due()) : Optional.empty());
    assertThat(row.completedAt()).as(when).isEqualTo(state instanceof WorkState.Completed done ? Optional.of(done.at()) : Optional.empty());
    assertThat(row.holder().map(BoardRow.Holder::agent)).as(when).isEqualTo(holder(state));
    assertThat(row.leaseExpiresAt().isPresent()).as(when).isEqualTo(state instanceof WorkState.Claimed);
  }

  private static Optional<AgentId> holder(WorkState state) {
    if (state instanceof WorkState.Claimed claimed) {
      return Optional.of(claimed.lease().agent());
    }
    if (state instanceof WorkState.InReview review) {
      return Optional.of(review.delivery().agent());
    }
    return state instanceof WorkState.Completed done ? Optional.of(done.delivery().agent()) : Optional.empty();
  }

  private static void assertAgree(AgentRow row, AgentState.Known state, String when) {
    boolean retired = state instanceof AgentState.Retired;
    assertThat(row.standing() == AgentStanding.RETIRED).as(when).isEqualTo(retired);
    if (state instanceof AgentState.Enrolled enrolled) {
      assertThat(row.draining()).as(when).isEqualTo(enrolled.draining());
      assertThat(row.standing() == AgentStanding.LOST).as(when).isEqualTo(enrolled.lost());
      assertThat(row.standing() == AgentStanding.DRAINING).as(when).isEqualTo(enrolled.draining() && !enrolled.lost());
    }
    assertThat(row.registeredAt()).as(when).isEqualTo(state.agent().registeredAt());
    assertThat(row.version()).as(when).isEqualTo(state.agent().version());
  }
}
