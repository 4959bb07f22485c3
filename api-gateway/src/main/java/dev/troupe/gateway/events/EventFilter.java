package dev.troupe.gateway.events;

import dev.troupe.protocol.FeedQuery.FeedEvent;
import java.util.Optional;
import java.util.Set;

/**
 * Which events a reader wants: those that fit every list that is not empty. Each list holds at most {@value #MAX_VALUES} values.
 *
 * @param teams of the item, or of the agent
 * @param workTypes of the item; events of agents have none
 * @param workIds of the item
 * @param agentIds the agent the event concerns: its own events, and those of items about it
 * @param actions what an action begins with: {@code work}, {@code work.claimed}
 */
public record EventFilter(Set<String> teams, Set<String> workTypes, Set<String> workIds, Set<String> agentIds, Set<String> actions) {
  public static final int MAX_VALUES = 50;

  /** Lets everything through. */
  public static final EventFilter ALL = new EventFilter(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  boolean passes(FeedEvent event) {
    return passes(teams, event.team())
        && passes(workTypes, event.workType())
        && passes(workIds, event.kind().equals("work") ? Optional.of(event.entityId()) : Optional.empty())
        && passes(agentIds, event.agentId())
        && (actions.isEmpty() || actions.stream().anyMatch(event.action()::startsWith));
  }

  private static boolean passes(Set<String> wanted, Optional<String> found) {
    return wanted.isEmpty() || found.isPresent() && wanted.contains(found.get());
  }
}
