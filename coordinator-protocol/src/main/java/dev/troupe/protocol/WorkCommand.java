package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What a work item can be asked. The item decides alone; every command is answered in every state. */
public sealed interface WorkCommand {
  EntityTypeKey<WorkCommand> TYPE_KEY = EntityTypeKey.create(WorkCommand.class, "work");

  int MAX_REASON_LENGTH = 5_000;

  /** Said by the item to itself; implemented beside the actor. */
  non-sealed interface Internal extends WorkCommand {}

  /** Asked for an answer of the usual kind. */
  sealed interface Asked extends WorkCommand {
    ActorRef<WorkReply> replyTo();
  }

  /** Asked for a change: has a cause, and through its request id can be repeated. */
  sealed interface Change extends Asked {
    Cause cause();
  }

  /** A change that only the holder of the newest lease may make. */
  sealed interface ByHolder extends Change {
    AgentId agent();

    LeaseToken token();
  }

  record Get(ActorRef<WorkReply> replyTo) implements Asked {}

  /** Safe to repeat: the same spec again is accepted, another one for the same id refused. */
  record Add(WorkSpec spec, Cause cause, ActorRef<WorkReply> replyTo) implements Change {}

  /**
   * Asks for a lease, on behalf of an agent's entity. Granted: the agent's entity hears {@link AgentCommand.ClaimGranted}. Refused: it
   * hears {@link AgentCommand.ClaimRefused}, unless a dispatcher proposed, which then hears it alone and goes on to another item. Safe
   * to repeat with the same request id.
   *
   * @param lease instead of the item's own length, when given
   * @param proposer who matched the two, if someone did: the dispatcher, or a clerk on its behalf; told the outcome either way
   * @param grantTo who is told of the grant instead of the agent's entity, to pass it on
   */
  record Claim(
      AgentId agent,
      Set<String> capabilities,
      RequestId requestId,
      Optional<Duration> lease,
      Cause cause,
      Optional<ActorRef<DispatchCommand>> proposer,
      Optional<ActorRef<AgentCommand>> grantTo)
      implements WorkCommand {
    /** The agent's entity itself is told of the grant. */
    public Claim(
        AgentId agent,
        Set<String> capabilities,
        RequestId requestId,
        Optional<Duration> lease,
        Cause cause,
        Optional<ActorRef<DispatchCommand>> proposer) {
      this(agent, capabilities, requestId, lease, cause, proposer, Optional.empty());
    }
  }

  /** Extends the lease without storing anything. */
  record Renew(AgentId agent, LeaseToken token, ActorRef<RenewReply> replyTo) implements WorkCommand {}

  record ReportProgress(
      AgentId agent,
      LeaseToken token,
      int percent,
      Optional<String> note,
      Optional<Json> checkpoint,
      Optional<Usage> usage,
      Cause cause,
      ActorRef<WorkReply> replyTo)
      implements ByHolder {
    public ReportProgress {
      Names.requireRange("percent", percent, 0, 100);
      note.ifPresent(text -> Names.requireText("note", text, Progress.MAX_NOTE_LENGTH));
    }
  }

  record Complete(
      AgentId agent,
      LeaseToken token,
      Outcome outcome,
      Optional<Json> result,
      Optional<Usage> usage,
      Cause cause,
      ActorRef<WorkReply> replyTo)
      implements ByHolder {}

  record Fail(AgentId agent, LeaseToken token, String reason, boolean retryable, Cause cause, ActorRef<WorkReply> replyTo)
      implements ByHolder {
    public Fail {
      Names.requireText("reason", reason, MAX_REASON_LENGTH);
    }
  }

  record Release(AgentId agent, LeaseToken token, Optional<String> handoff, Cause cause, ActorRef<WorkReply> replyTo)
      implements ByHolder {
    public Release {
      handoff.ifPresent(text -> Names.requireText("handoff", text, MAX_REASON_LENGTH));
    }
  }

  record Cancel(Optional<String> reason, Cause cause, ActorRef<WorkReply> replyTo) implements Change {
    public Cancel {
      reason.ifPresent(text -> Names.requireText("reason", text, MAX_REASON_LENGTH));
    }
  }

  record Retry(Cause cause, ActorRef<WorkReply> replyTo) implements Change {}

  record Approve(Optional<String> note, Cause cause, ActorRef<WorkReply> replyTo) implements Change {
    public Approve {
      note.ifPresent(text -> Names.requireText("note", text, MAX_REASON_LENGTH));
    }
  }

  record Reject(String reason, Cause cause, ActorRef<WorkReply> replyTo) implements Change {
    public Reject {
      Names.requireText("reason", reason, MAX_REASON_LENGTH);
    }
  }

  /** A hint that a dependency has come to an end; the item looks for itself before it believes it. */
  record DependencyEnded(WorkId dependency, WorkStatus status) implements WorkCommand {}

  /** A hint of the sweep: look at your clocks, and announce yourself if you can be claimed. */
  record Wake() implements WorkCommand {}

  /** The answer to {@link Renew}. */
  sealed interface RenewReply {
    WorkId work();

    LeaseToken token();

    record Renewed(WorkId work, LeaseToken token, java.time.Instant leaseExpiresAt) implements RenewReply {}

    /**
     * The lease is over.
     *
     * @param status where the item stands now; CANCELLED becomes a directive to its former holder
     */
    record Lost(WorkId work, LeaseToken token, Optional<WorkStatus> status) implements RenewReply {}
  }
}
