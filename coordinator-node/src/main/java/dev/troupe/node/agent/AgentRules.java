package dev.troupe.node.agent;

import dev.troupe.node.Decision;
import dev.troupe.node.RecentRequests;
import dev.troupe.node.agent.AgentEvent.AgentDrained;
import dev.troupe.node.agent.AgentEvent.AgentLost;
import dev.troupe.node.agent.AgentEvent.AgentRegistered;
import dev.troupe.node.agent.AgentEvent.AgentResumed;
import dev.troupe.node.agent.AgentEvent.AgentRetired;
import dev.troupe.node.agent.AgentEvent.AgentReturned;
import dev.troupe.node.agent.AgentEvent.UsageReported;
import dev.troupe.node.agent.AgentState.AgentRecord;
import dev.troupe.node.agent.AgentState.Enrolled;
import dev.troupe.node.agent.AgentState.Known;
import dev.troupe.node.agent.AgentState.Retired;
import dev.troupe.node.agent.AgentState.Unknown;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.Usage;
import java.time.Instant;
import java.util.Optional;

/** What becomes of an agent's record: a pure function of its state, a command and the time. */
final class AgentRules {
  private static final Cause LIVENESS = Cause.troupe("liveness");

  private AgentRules() {}

  /** @param holdsClaims whether its entity knows of open claims; decides whether it may retire */
  static Decision<AgentEvent> decide(AgentState state, AgentCommand command, boolean holdsClaims, Instant now) {
    Optional<Decision<AgentEvent>> known = knownRequest(state, command);
    if (known.isPresent()) {
      return known.get();
    }
    if (command instanceof AgentCommand.Register register) {
      return register(state, register, now);
    }
    if (state instanceof Unknown) {
      return refuse(Code.NOT_FOUND, "Expected agent " + state.id() + " to be registered, but it is not. Register it first.");
    }
    if (command instanceof AgentCommand.Get) {
      return new Decision.Nothing<>();
    }
    if (!(state instanceof Enrolled agent)) {
      return command instanceof AgentCommand.Retire
          ? new Decision.Repeated<>()
          : refuse(Code.RETIRED, "Expected a present agent, but " + state.id() + " was retired. Register it to bring it back.");
    }
    if (command instanceof AgentCommand.Heartbeat beat) {
      return heartbeat(agent, beat, now);
    }
    if (command instanceof AgentCommand.Claim claim) {
      return claim(agent, claim.cause(), now);
    }
    if (command instanceof AgentCommand.Drain drain) {
      return agent.draining() ? new Decision.Repeated<>() : store(new AgentDrained(agent.id(), now, drain.cause()));
    }
    if (command instanceof AgentCommand.Resume resume) {
      return agent.draining() ? store(new AgentResumed(agent.id(), now, resume.cause())) : new Decision.Repeated<>();
    }
    if (command instanceof AgentCommand.Retire retire) {
      return retire(agent.id(), retire, holdsClaims, now);
    }
    if (command instanceof AgentMessages.LifeTimeUp) {
      return agent.lost() ? new Decision.Nothing<>() : store(new AgentLost(agent.id(), now, LIVENESS));
    }
    return new Decision.Nothing<>();
  }

  /** @throws IllegalStateException when the event cannot follow this state: the journal is broken, or there is a bug */
  static AgentState evolve(AgentState state, AgentEvent event) {
    if (event instanceof AgentRegistered registered) {
      AgentRecord record =
          state instanceof Known known
              ? known.agent().with(registered.profile())
              : new AgentRecord(registered.agent(), registered.profile(), registered.at(), Usage.NONE, RecentRequests.NONE, 0);
      boolean draining = state instanceof Enrolled enrolled && enrolled.draining();
      return new Enrolled(record.after(event), draining, false);
    }
    if (!(state instanceof Enrolled agent)) {
      throw new IllegalStateException(
          "Expected an event that can follow " + state.getClass().getSimpleName() + " of agent " + state.id()
              + ", but the journal has " + event.action() + ".");
    }
    AgentRecord record = agent.agent().after(event);
    if (event instanceof UsageReported reported) {
      return new Enrolled(record.withMore(reported.usage()), agent.draining(), false);
    }
    if (event instanceof AgentDrained || event instanceof AgentResumed) {
      return new Enrolled(record, event instanceof AgentDrained, agent.lost());
    }
    if (event instanceof AgentLost || event instanceof AgentReturned) {
      return new Enrolled(record, agent.draining(), event instanceof AgentLost);
    }
    return new Retired(record);
  }

  /** Claims are known by {@link ClaimDesk}; what else changes an agent is known by the events it left. */
  private static Optional<Decision<AgentEvent>> knownRequest(AgentState state, AgentCommand command) {
    if (!(state instanceof Known agent) || !(command instanceof AgentCommand.Change change)) {
      return Optional.empty();
    }
    Cause cause = change.cause();
    return agent
        .agent()
        .requests()
        .find(cause)
        .map(
            stamp ->
                stamp.fingerprint().equals(cause.fingerprint())
                    ? new Decision.Repeated<>()
                    : refuse(
                        Code.IDEMPOTENCY_KEY_REUSED,
                        "Expected a new request, but the key " + stamp.request() + " was used before for another one."));
  }

  private static Decision<AgentEvent> register(AgentState state, AgentCommand.Register register, Instant now) {
    boolean same = state instanceof Enrolled agent && !agent.lost() && agent.agent().profile().equals(register.profile());
    return same ? new Decision.Repeated<>() : store(new AgentRegistered(state.id(), register.profile(), now, register.cause()));
  }

  private static Decision<AgentEvent> heartbeat(Enrolled agent, AgentCommand.Heartbeat beat, Instant now) {
    return beat.usage().isPresent()
        ? store(new UsageReported(agent.id(), beat.usage().get(), now, beat.cause()))
        : signOfLife(agent, beat.cause(), now);
  }

  private static Decision<AgentEvent> claim(Enrolled agent, Cause cause, Instant now) {
    return agent.draining()
        ? refuse(Code.WRONG_STATE, "Expected an agent that takes work, but " + agent.id() + " is draining. Resume it first.")
        : signOfLife(agent, cause, now);
  }

  private static Decision<AgentEvent> signOfLife(Enrolled agent, Cause cause, Instant now) {
    return agent.lost()
        ? store(new AgentReturned(agent.id(), now, new Cause(cause.actor(), Optional.empty(), "", cause.traceId())))
        : new Decision.Nothing<>();
  }

  private static Decision<AgentEvent> retire(AgentId id, AgentCommand.Retire retire, boolean holdsClaims, Instant now) {
    return holdsClaims && !retire.force()
        ? refuse(Code.WRONG_STATE, "Expected agent " + id + " to hold nothing, but it holds claims. Force it to requeue them.")
        : store(new AgentRetired(id, holdsClaims, now, retire.cause()));
  }

  private static Decision<AgentEvent> store(AgentEvent event) {
    return new Decision.Store<>(event);
  }

  private static Decision<AgentEvent> refuse(Code code, String detail) {
    return new Decision.Refused<>(Refusal.of(code, detail));
  }
}
