package dev.troupe.node.work;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.troupe.node.Fact;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.Json;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * What has happened to a work item: the facts on disk. They are only ever added to: a field may come, none may go or change its
 * meaning, and the golden files in the tests keep every form that was ever stored readable.
 */
public sealed interface WorkEvent extends Fact {
  /** The agent it is about, when it is about one. */
  default Optional<AgentId> holder() {
    return Optional.empty();
  }

  @Override
  default Optional<String> agentId() {
    return holder().map(AgentId::value);
  }

  /** The end or the use of one lease. */
  sealed interface OfLease extends WorkEvent {
    AgentId agent();

    LeaseToken leaseToken();

    @Override
    default Optional<AgentId> holder() {
      return Optional.of(agent());
    }
  }

  record WorkAdded(WorkSpec spec, Instant at, Cause by) implements WorkEvent {
    @Override
    public String action() {
      return "work.added";
    }
  }

  record DependencyMet(WorkId dependency, Instant at, Cause by) implements WorkEvent {
    @Override
    public String action() {
      return "work.dependency_met";
    }
  }

  /** The start time, or the end of a backoff, was reached. */
  record WorkDue(Instant at, Cause by) implements WorkEvent {
    @Override
    public String action() {
      return "work.due";
    }
  }

  /** A lease of this length began. The next token exists only after this lease's end is stored. */
  record WorkClaimed(
      @JsonProperty("agent_id") AgentId agent,
      LeaseToken leaseToken,
      long leaseSeconds,
      int attempt,
      RequestId claimRequest,
      Instant at,
      Cause by)
      implements OfLease {
    @Override
    public String action() {
      return "work.claimed";
    }
  }

  record ProgressReported(
      @JsonProperty("agent_id") AgentId agent,
      LeaseToken leaseToken,
      int percent,
      Optional<String> note,
      Optional<Json> checkpoint,
      Optional<Usage> usage,
      Instant at,
      Cause by)
      implements OfLease {
    @Override
    public String action() {
      return "work.progressed";
    }
  }

  record WorkCompleted(
      @JsonProperty("agent_id") AgentId agent,
      LeaseToken leaseToken,
      Outcome outcome,
      Optional<Json> result,
      Optional<Usage> usage,
      Instant at,
      Cause by)
      implements OfLease {
    @Override
    public String action() {
      return "work.completed";
    }
  }

  /** Done, and waiting for a review. */
  record WorkSubmitted(
      @JsonProperty("agent_id") AgentId agent,
      LeaseToken leaseToken,
      Outcome outcome,
      Optional<Json> result,
      Optional<Usage> usage,
      Instant at,
      Cause by)
      implements OfLease {
    @Override
    public String action() {
      return "work.submitted";
    }
  }

  record ReviewApproved(Optional<String> note, Instant at, Cause by) implements WorkEvent {
    @Override
    public String action() {
      return "work.review_approved";
    }
  }

  record ReviewRejected(String reason, Instant at, Cause by) implements WorkEvent {
    @Override
    public String action() {
      return "work.review_rejected";
    }
  }

  /** An attempt failed and another one may follow, at once or at {@code retryAt}. */
  record AttemptFailed(
      @JsonProperty("agent_id") AgentId agent,
      LeaseToken leaseToken,
      String reason,
      Optional<Instant> retryAt,
      Instant at,
      Cause by)
      implements OfLease {
    @Override
    public String action() {
      return "work.attempt_failed";
    }
  }

  /** The last attempt failed, or one failed for good. */
  record WorkFailed(@JsonProperty("agent_id") AgentId agent, LeaseToken leaseToken, String reason, Instant at, Cause by)
      implements OfLease {
    @Override
    public String action() {
      return "work.failed";
    }
  }

  /** @param exhausted it was the last attempt: the item has failed */
  record LeaseExpired(@JsonProperty("agent_id") AgentId agent, LeaseToken leaseToken, boolean exhausted, Instant at, Cause by)
      implements OfLease {
    @Override
    public String action() {
      return "work.lease_expired";
    }
  }

  record WorkReleased(
      @JsonProperty("agent_id") AgentId agent, LeaseToken leaseToken, Optional<String> handoff, Instant at, Cause by)
      implements OfLease {
    @Override
    public String action() {
      return "work.released";
    }
  }

  /** @param claimedBy who held it at that moment */
  record WorkCancelled(Optional<String> reason, Optional<AgentId> claimedBy, Instant at, Cause by) implements WorkEvent {
    @Override
    public Optional<AgentId> holder() {
      return claimedBy;
    }

    @Override
    public String action() {
      return "work.cancelled";
    }
  }

  /** Taken off the dead-letter list, with all its attempts anew. */
  record WorkRetried(Instant at, Cause by) implements WorkEvent {
    @Override
    public String action() {
      return "work.retried";
    }
  }
}
