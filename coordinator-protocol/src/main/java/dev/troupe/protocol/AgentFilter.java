package dev.troupe.protocol;

import java.util.Optional;

/**
 * Which agents a list is about; what is empty does not matter.
 *
 * @param status any but {@link AgentStatus#LATE}, which the agent's entity alone knows
 */
public record AgentFilter(Optional<TeamId> team, Optional<AgentStatus> status) {
  public AgentFilter {
    if (status.equals(Optional.of(AgentStatus.LATE))) {
      throw new IllegalArgumentException("Expected a status that lists know, but only an agent's own record says whether it is late.");
    }
  }
}
