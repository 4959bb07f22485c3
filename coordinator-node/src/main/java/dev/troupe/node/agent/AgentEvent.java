package dev.troupe.node.agent;

import dev.troupe.node.Fact;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.Usage;
import java.time.Instant;
import java.util.Optional;

/** What has happened to an agent: the facts on disk. Only ever added to. Its claims are not here, they are its items' events. */
public sealed interface AgentEvent extends Fact {
  AgentId agent();

  @Override
  default Optional<String> agentId() {
    return Optional.of(agent().value());
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
