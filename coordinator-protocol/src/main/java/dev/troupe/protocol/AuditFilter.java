package dev.troupe.protocol;

import java.time.Instant;
import java.util.Optional;

/**
 * Which events an audit is about; what is empty does not matter.
 *
 * @param agent the agent an event concerns, whoever caused it
 * @param actor who caused it, at most 300 characters
 * @param action such as {@code work.claimed}, 1 to 100 characters of a name
 * @param from not decided before
 * @param to decided before
 */
public record AuditFilter(
    Optional<WorkId> work,
    Optional<AgentId> agent,
    Optional<String> actor,
    Optional<String> action,
    Optional<Instant> from,
    Optional<Instant> to) {
  public AuditFilter {
    actor.ifPresent(name -> Names.requireText("actor", name, 300));
    action.ifPresent(name -> Names.requireName("action", name, 100));
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw new IllegalArgumentException("Expected from before to, but it is not.");
    }
  }
}
