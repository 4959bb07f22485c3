package dev.troupe.node.agent;

import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentView.Achievements;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What an agent's entity asks the database.
 *
 * @param recall the agent's claims, strongly consistent, newest last; bounded
 * @param achieved what it achieved, from the read side
 */
public record AgentArchive(
    Function<AgentId, CompletionStage<List<RecalledClaim>>> recall, Function<AgentId, CompletionStage<Achievements>> achieved) {

  CompletionStage<List<RecalledClaim>> recallClaims(AgentId id) {
    return recall.apply(id);
  }

  CompletionStage<Achievements> achievements(AgentId id) {
    return achieved.apply(id);
  }
}
