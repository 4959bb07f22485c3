package dev.troupe.protocol;

import java.util.Optional;

/**
 * Which items a list is about; what is empty does not matter.
 *
 * @param workType 1 to 100 characters of a name
 * @param agent who holds it (claimed) or handed it in (in_review, completed)
 */
public record WorkFilter(
    Optional<WorkStatus> status, Optional<TeamId> team, Optional<String> workType, Optional<Priority> priority, Optional<AgentId> agent) {
  public WorkFilter {
    workType.ifPresent(type -> Names.requireName("type", type, WorkSpec.MAX_NAME_LENGTH));
  }
}
