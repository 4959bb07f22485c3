package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.node.work.WorkEvent;
import dev.troupe.node.work.WorkState;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentRowsTest {
  private static final WorkId WORK = new WorkId("w-17");
  private final RecentRows recent = new RecentRows();

  @Test
  void knowsTheNewestRowOfAnItemUntilItIsOver() {
    boolean completed = false;
    for (long seed = 1; !completed; seed++) {
      Random random = new Random(seed);
      WorkState state = new WorkState.Absent(WORK);
      BoardRow row = null;
      Instant at = Story.NOON;
      for (int number = 1; number <= 40; number++) {
        at = at.plusSeconds(1);
        Optional<WorkEvent> event = Story.next(random, state, at);
        if (event.isEmpty()) {
          break;
        }
        state = Story.evolve(state, event.get());
        row = row == null ? BoardRow.added(WORK, (WorkEvent.WorkAdded) event.get(), number) : row.after(event.get(), number);
        recent.now(List.of(row));
        boolean over = row.status() == WorkStatus.COMPLETED || row.status() == WorkStatus.CANCELLED;
        if (over) {
          assertThat(recent.of(List.of(WORK))).isEmpty();
        } else {
          assertThat(recent.of(List.of(WORK))).containsEntry(WORK, row);
        }
        completed |= row.status() == WorkStatus.COMPLETED;
      }
    }
  }
}
