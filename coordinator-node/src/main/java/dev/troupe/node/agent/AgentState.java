package dev.troupe.node.agent;

import dev.troupe.node.RecentRequests;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.Usage;
import java.time.Instant;

/** The states of an agent's record. Whether it is late, idle or active is not stored: that is what its entity sees at the moment. */
public sealed interface AgentState {
  AgentId id();

  /** Never registered. */
  record Unknown(AgentId id) implements AgentState {}

  /** Everything but {@link Unknown}. */
  sealed interface Known extends AgentState {
    AgentRecord agent();

    @Override
    default AgentId id() {
      return agent().id();
    }
  }

  /**
   * @param draining is to finish what it holds and gets nothing new
   * @param lost gave no sign of life for so long that nobody waits for it
   */
  record Enrolled(AgentRecord agent, boolean draining, boolean lost) implements Known {}

  record Retired(AgentRecord agent) implements Known {}

  /**
   * @param registeredAt for the first time
   * @param version the number of events so far
   */
  record AgentRecord(
      AgentId id, AgentProfile profile, Instant registeredAt, Usage usage, RecentRequests requests, long version) {
    AgentRecord with(AgentProfile next) {
      return new AgentRecord(id, next, registeredAt, usage, requests, version);
    }

    AgentRecord withMore(Usage more) {
      return new AgentRecord(id, profile, registeredAt, usage.plus(more), requests, version);
    }

    /** One event later. */
    AgentRecord after(AgentEvent event) {
      return new AgentRecord(id, profile, registeredAt, usage, requests.and(event.by(), event.at()), version + 1);
    }
  }
}
