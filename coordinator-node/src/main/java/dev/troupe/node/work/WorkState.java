package dev.troupe.node.work;

import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Json;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The states of a work item. Each holds only what is true in it: an item that is available cannot have a lease. */
public sealed interface WorkState {

  WorkId id();

  /** Nothing was ever stored under this id. */
  record Absent(WorkId id) implements WorkState {}

  /** Everything but {@link Absent}. */
  sealed interface Present extends WorkState {
    Item item();

    WorkStatus status();

    @Override
    default WorkId id() {
      return item().id();
    }
  }

  /** @param open the dependencies that are not completed yet; never empty */
  record Blocked(Item item, List<WorkId> open) implements Present {
    @Override
    public WorkStatus status() {
      return WorkStatus.BLOCKED;
    }
  }

  record Scheduled(Item item, Instant due) implements Present {
    @Override
    public WorkStatus status() {
      return WorkStatus.SCHEDULED;
    }
  }

  record Available(Item item) implements Present {
    @Override
    public WorkStatus status() {
      return WorkStatus.READY;
    }
  }

  record Claimed(Item item, Lease lease) implements Present {
    @Override
    public WorkStatus status() {
      return WorkStatus.CLAIMED;
    }
  }

  record InReview(Item item, Delivery delivery) implements Present {
    @Override
    public WorkStatus status() {
      return WorkStatus.IN_REVIEW;
    }
  }

  record Completed(Item item, Delivery delivery, Instant at) implements Present {
    @Override
    public WorkStatus status() {
      return WorkStatus.COMPLETED;
    }
  }

  record Failed(Item item, Instant at) implements Present {
    @Override
    public WorkStatus status() {
      return WorkStatus.FAILED;
    }
  }

  record Cancelled(Item item, Instant at) implements Present {
    @Override
    public WorkStatus status() {
      return WorkStatus.CANCELLED;
    }
  }

  /**
   * The one lease of a claimed item. When it ends is not in here: that is the actor's soft clock, which begins anew with the full
   * length after a recovery, so that a lease may last longer than promised but is never doubled.
   *
   * @param request the claim that got it
   */
  record Lease(AgentId agent, LeaseToken token, Duration length, Instant since, RequestId request) {
    boolean isHeldBy(AgentId otherAgent, LeaseToken otherToken) {
      return agent.equals(otherAgent) && token.equals(otherToken);
    }
  }

  /** What the holder handed in. */
  record Delivery(AgentId agent, Instant claimedAt, Outcome outcome, Optional<Json> result) {}
}
