package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an agent's entity can be asked or told. */
public sealed interface AgentCommand {
  EntityTypeKey<AgentCommand> TYPE_KEY = EntityTypeKey.create(AgentCommand.class, "agent");

  /** Said by the entity to itself; implemented beside the actor. */
  non-sealed interface Internal extends AgentCommand {}

  sealed interface Asked extends AgentCommand {
    ActorRef<AgentReply> replyTo();
  }

  /** Asked for a change of the agent's own record; through its request id it can be repeated. */
  sealed interface Change extends Asked {
    Cause cause();
  }

  /** Asks for leases; the same request id again gives the same answer. */
  sealed interface Claim extends Asked {
    RequestId requestId();

    Cause cause();

    /** The number of the question, drawn by who asks: all copies of it that are told have the same, and who repeats a request has another. */
    Optional<Long> ask();
  }

  record Get(ActorRef<AgentReply> replyTo) implements Asked {}

  /** Idempotent: keeps the record and the achievements, takes over the profile, brings a retired or lost agent back. */
  record Register(AgentProfile profile, Cause cause, ActorRef<AgentReply> replyTo) implements Change {}

  /** @param leases the leases to renew; empty: all it holds */
  record Heartbeat(List<LeaseRef> leases, Optional<Usage> usage, Cause cause, ActorRef<AgentReply> replyTo) implements Change {
    public static final int MAX_LEASES = AgentProfile.MAX_CAPACITY;

    public Heartbeat {
      Names.requireCount("leases", leases.size(), MAX_LEASES);
    }
  }

  record Drain(Cause cause, ActorRef<AgentReply> replyTo) implements Change {}

  record Resume(Cause cause, ActorRef<AgentReply> replyTo) implements Change {}

  /** @param force requeue what it holds, instead of refusing while it holds something */
  record Retire(boolean force, Cause cause, ActorRef<AgentReply> replyTo) implements Change {}

  /**
   * Asks for the next best work.
   *
   * @param max 1 to 100
   * @param maxWait how long to wait for work when there is none, 0 to 60 s
   * @param workTypes empty: any
   * @param teams empty: the agent's own
   * @param requestId the same id again gives the same answer
   */
  record ClaimNext(
      int max,
      Duration maxWait,
      Set<String> workTypes,
      List<TeamId> teams,
      Optional<Duration> lease,
      RequestId requestId,
      Cause cause,
      ActorRef<AgentReply> replyTo,
      @Added(in = "0.1.0") Optional<Long> ask)
      implements Claim {
    public static final int MAX_CLAIMS = 100;
    public static final Duration MAX_WAIT = Duration.ofSeconds(60);
    public static final int MAX_TEAMS = 20;

    public ClaimNext {
      Names.requireRange("max", max, 1, MAX_CLAIMS);
      Names.requireRange("wait_seconds", maxWait.toSeconds(), 0, MAX_WAIT.toSeconds());
      Names.requireCount("work_types", workTypes.size(), WorkSpec.MAX_CAPABILITIES);
      Names.requireCount("teams", teams.size(), MAX_TEAMS);
      lease.ifPresent(length -> Names.requireRange("lease_seconds", length.toSeconds(), 1, WorkSpec.MAX_LEASE.toSeconds()));
    }
  }

  record ClaimById(
      WorkId work,
      Optional<Duration> lease,
      RequestId requestId,
      Cause cause,
      ActorRef<AgentReply> replyTo,
      @Added(in = "0.1.0") Optional<Long> ask)
      implements Claim {
    public ClaimById {
      lease.ifPresent(length -> Names.requireRange("lease_seconds", length.toSeconds(), 1, WorkSpec.MAX_LEASE.toSeconds()));
    }
  }

  /** An item has stored a lease for this agent. */
  record ClaimGranted(RequestId requestId, ClaimGrant grant) implements AgentCommand {}

  /** Several items have stored leases for this agent. */
  record ClaimsGranted(RequestId requestId, List<ClaimGrant> grants) implements AgentCommand {}

  /** An item that was asked for by id has refused. */
  record ClaimRefused(RequestId requestId, WorkId work, Refusal refusal) implements AgentCommand {}

  /** A lease of this agent is over: a hint, which may be lost. */
  record ClaimEnded(WorkId work, LeaseToken token, LeaseEnding ending) implements AgentCommand {}

  /**
   * A dispatcher has done for a request what it could; it proposes nothing more for it.
   *
   * @param granted how many leases it knows of
   * @param unsure present: there may be more, for an item did not answer its proposal, or the dispatcher that knew the request is gone. Only the journal can tell
   */
  record MatchSettled(RequestId requestId, TeamId team, int granted, @Added(in = "0.1.0") Optional<Boolean> unsure) implements AgentCommand {}

  /** A dispatcher cannot take a request on; it proposes nothing for it. */
  record MatchRefused(RequestId requestId, TeamId team, Refusal refusal) implements AgentCommand {}

  /** A dispatcher has work for a request that waits at several teams: ask again. */
  record WorkArrived(RequestId requestId, TeamId team) implements AgentCommand {}

  /** A hint of the sweep: look at your clocks. */
  record Wake() implements AgentCommand {}
}
