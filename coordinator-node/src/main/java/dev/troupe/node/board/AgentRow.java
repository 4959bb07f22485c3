package dev.troupe.node.board;

import dev.troupe.node.agent.AgentEvent;
import dev.troupe.node.agent.AgentEvent.AgentDrained;
import dev.troupe.node.agent.AgentEvent.AgentLost;
import dev.troupe.node.agent.AgentEvent.AgentRegistered;
import dev.troupe.node.agent.AgentEvent.AgentResumed;
import dev.troupe.node.agent.AgentEvent.AgentRetired;
import dev.troupe.node.agent.AgentEvent.AgentReturned;
import dev.troupe.node.agent.AgentEvent.UsageReported;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.TeamId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An agent as the board has it: {@code AgentRules.evolve} with what the board does not need left out; a test holds the two together.
 *
 * @param draining what a lost agent returns to
 * @param registeredAt for the first time
 * @param version sequence number of the newest event in here
 */
record AgentRow(
    AgentId id,
    TeamId team,
    Set<String> capabilities,
    int capacity,
    Optional<String> specialization,
    AgentStanding standing,
    boolean draining,
    Instant registeredAt,
    Instant updatedAt,
    long version) {

  static AgentRow registered(AgentRegistered event, long version) {
    Instant at = BoardRow.micros(event.at());
    return new AgentRow(
        event.agent(),
        event.profile().team(),
        event.profile().capabilities(),
        event.profile().capacity(),
        event.profile().specialization(),
        AgentStanding.ENROLLED,
        false,
        at,
        at,
        version);
  }

  /** The row after an event; one that this version gives no meaning to only moves its version. */
  AgentRow after(AgentEvent event, long nextVersion) {
    if (event instanceof AgentRegistered again) {
      AgentRow anew = registered(again, nextVersion);
      return new AgentRow(
          id, anew.team, anew.capabilities, anew.capacity, anew.specialization, standing(draining, false), draining, registeredAt,
          anew.updatedAt, nextVersion);
    }
    boolean drains = event instanceof AgentDrained || draining && !(event instanceof AgentResumed || event instanceof AgentRetired);
    return new AgentRow(
        id, team, capabilities, capacity, specialization, standing(event, drains), drains, registeredAt, BoardRow.micros(event.at()),
        nextVersion);
  }

  private AgentStanding standing(AgentEvent event, boolean drains) {
    if (event instanceof AgentRetired) {
      return AgentStanding.RETIRED;
    }
    if (event instanceof AgentLost) {
      return AgentStanding.LOST;
    }
    if (event instanceof AgentReturned || event instanceof UsageReported) {
      return standing(drains, false);
    }
    return event instanceof AgentDrained || event instanceof AgentResumed ? standing(drains, standing == AgentStanding.LOST) : standing;
  }

  private static AgentStanding standing(boolean drains, boolean lost) {
    if (lost) {
      return AgentStanding.LOST;
    }
    return drains ? AgentStanding.DRAINING : AgentStanding.ENROLLED;
  }
}
