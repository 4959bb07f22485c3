package dev.troupe.node.agent;

import dev.troupe.node.agent.AgentState.Enrolled;
import dev.troupe.node.agent.AgentState.Known;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.AgentView;
import dev.troupe.protocol.AgentView.Achievements;
import dev.troupe.protocol.WorkId;
import java.util.List;
import java.util.Optional;

/** Agents folded from what is stored of them, for lists. When one was last heard of, and so whether it is late, is not stored. */
public final class AgentHistory {
  private AgentHistory() {}

  /** Before its first event. */
  public static AgentState start(AgentId id) {
    return new AgentState.Unknown(id);
  }

  /** @throws IllegalStateException when the event cannot follow this state: the journal is broken, or there is a bug */
  public static AgentState after(AgentState state, AgentEvent event) {
    return AgentRules.evolve(state, event);
  }

  /** Empty before its first event. */
  public static Optional<AgentView> view(AgentState state, List<WorkId> openClaims, Achievements achieved) {
    if (!(state instanceof Known known)) {
      return Optional.empty();
    }
    var agent = known.agent();
    return Optional.of(
        new AgentView(
            agent.id(), agent.profile(), status(known, openClaims), Optional.empty(), openClaims, Optional.of(achieved), agent.usage(),
            agent.registeredAt(), agent.version()));
  }

  private static AgentStatus status(Known state, List<WorkId> openClaims) {
    if (!(state instanceof Enrolled agent)) {
      return AgentStatus.RETIRED;
    }
    if (agent.lost() || agent.draining()) {
      return agent.lost() ? AgentStatus.LOST : AgentStatus.DRAINING;
    }
    return openClaims.isEmpty() ? AgentStatus.IDLE : AgentStatus.ACTIVE;
  }
}
