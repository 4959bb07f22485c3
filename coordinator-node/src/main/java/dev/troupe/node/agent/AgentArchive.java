package dev.troupe.node.agent;

import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentView.Achievements;
import dev.troupe.protocol.RequestId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What an agent's entity asks the database.
 *
 * @param recall the agent's open claims, strongly consistent, newest last
 * @param find what a request of the agent got, whatever became of it; strongly consistent; empty when it got nothing
 * @param achieved what it achieved, from the read side
 */
public record AgentArchive(
    Function<AgentId, CompletionStage<List<RecalledClaim>>> recall,
    BiFunction<AgentId, RequestId, CompletionStage<List<RecalledClaim>>> find,
    Function<AgentId, CompletionStage<Achievements>> achieved) {

  CompletionStage<List<RecalledClaim>> recallClaims(AgentId id) {
    return recall.apply(id);
  }

  CompletionStage<List<RecalledClaim>> findClaims(AgentId id, RequestId request) {
    return find.apply(id, request);
  }

  /** What an open request got so far; ended leases only of one with a key of its caller's, for nobody can ask for another's again. */
  CompletionStage<List<RecalledClaim>> lookUp(AgentId id, ClaimRequest request) {
    if (request.cause.requestId().isPresent()) {
      return findClaims(id, request.id);
    }
    return recallClaims(id).thenApply(claims -> claims.stream().filter(claim -> claim.requestId().equals(request.id)).toList());
  }

  CompletionStage<Achievements> achievements(AgentId id) {
    return achieved.apply(id);
  }
}
