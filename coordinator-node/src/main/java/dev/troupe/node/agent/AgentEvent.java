package dev.troupe.node.agent;

import dev.troupe.node.journal.JournalFacts;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.Usage;
import java.time.Instant;
import java.util.Optional;

/** What has happened to an agent: the facts on disk. Only ever added to. Its claims are not here, they are its items' events. */
public sealed interface AgentEvent extends JournalFacts {
  AgentId agent();

  @Override
  Instant at();

  Cause by();

  @Override
  default Optional<String> agentId() {
    return Optional.of(agent().value());
  }

  @Override
  default Optional<String> actor() {
    return Optional.of(by().actor());
  }

  @Override
  default Optional<String> requestId() {
    return by().requestId().map(RequestId::value);
  }

  @Override
  default Optional<String> traceId() {
    return by().traceId();
  }

  /** Registered for the first time, or again with another profile or after it was retired. */
  record AgentRegistered(AgentId agent, AgentProfile profile, Instant at, Cause by) implements AgentEvent {
    @Override
    public String action() {
      return "agent.registered";
    }
  }

  record UsageReported(AgentId agent, Usage usage, Instant at, Cause by) implements AgentEvent {
    @Override
    public String action() {
      return "agent.usage_reported";
    }
  }

  record AgentDrained(AgentId agent, Instant at, Cause by) implements AgentEvent {
    @Override
    public String action() {
      return "agent.drained";
    }
  }

  record AgentResumed(AgentId agent, Instant at, Cause by) implements AgentEvent {
    @Override
    public String action() {
      return "agent.resumed";
    }
  }

  /** No sign of life for longer than anyone waits. */
  record AgentLost(AgentId agent, Instant at, Cause by) implements AgentEvent {
    @Override
    public String action() {
      return "agent.lost";
    }
  }

  /** A lost agent gave a sign of life. */
  record AgentReturned(AgentId agent, Instant at, Cause by) implements AgentEvent {
    @Override
    public String action() {
      return "agent.returned";
    }
  }

  record AgentRetired(AgentId agent, boolean forced, Instant at, Cause by) implements AgentEvent {
    @Override
    public String action() {
      return "agent.retired";
    }
  }
}
