package dev.troupe.node.work;

import dev.troupe.node.work.WorkState.Claimed;
import dev.troupe.node.work.WorkState.Present;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkView;
import java.time.Instant;
import java.util.Optional;

/** Items folded from what is stored of them, for readers that have no entity to ask: lists, and states of the past. */
public final class WorkHistory {
  private WorkHistory() {}

  /** Before its first event. */
  public static WorkState start(WorkId id) {
    return new WorkState.Absent(id);
  }

  /** @throws IllegalStateException when the event cannot follow this state: the journal is broken, or there is a bug */
  public static WorkState after(WorkState state, WorkEvent event) {
    return WorkEvolution.evolve(state, event);
  }

  /** Empty before its first event. A lease's end is the last stored sign of life and its length; heartbeats are not stored, so it may be later. */
  public static Optional<WorkView> view(WorkState state) {
    return state instanceof Present present ? Optional.of(WorkViews.view(present, leaseExpiresAt(present))) : Optional.empty();
  }

  private static Optional<Instant> leaseExpiresAt(Present state) {
    if (!(state instanceof Claimed claimed)) {
      return Optional.empty();
    }
    Instant since = claimed.lease().since();
    Instant alive = state.item().progress().at().filter(at -> at.isAfter(since)).orElse(since);
    return Optional.of(alive.plus(claimed.lease().length()));
  }
}
