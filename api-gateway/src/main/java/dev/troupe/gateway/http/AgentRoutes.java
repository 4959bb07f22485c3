package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.Cause;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** {@code /v1/agents}: register, look, heartbeat, claim next, drain, resume, retire. */
final class AgentRoutes {
  private final Coordinator coordinator;
  private final Calls calls;
  private final WaitingRoom waiting;

  AgentRoutes(Coordinator coordinator, Calls calls, WaitingRoom waiting) {
    this.coordinator = coordinator;
    this.calls = calls;
    this.waiting = waiting;
  }

  void enter(Endpoints endpoints) {
    endpoints
        .onId("PUT /v1/agents/{agent_id}", id -> calls.change(call -> register(id, call)))
        .onId("GET /v1/agents/{agent_id}", id -> calls.read(() -> look(id)))
        .onId("DELETE /v1/agents/{agent_id}", id -> calls.queried(Set.of("force"), query -> call -> retire(id, query, call)))
        .onId("POST /v1/agents/{agent_id}/claims", id -> calls.bareChange(call -> claimNext(id, call)))
        .onId("POST /v1/agents/{agent_id}/heartbeat", id -> calls.bareChange(call -> heartbeat(id, call)))
        .onId("POST /v1/agents/{agent_id}/drain", id -> calls.bareChange(call -> change(id, call, coordinator::drain)))
        .onId("POST /v1/agents/{agent_id}/resume", id -> calls.bareChange(call -> change(id, call, coordinator::resume)));
  }

  private CompletionStage<HttpResponse> look(String id) {
    return AgentBodies.id(Fields.of(JsonNodeFactory.instance.objectNode()), id)
        .fold(agent -> coordinator.agent(agent).thenApply(Answers::agent), Calls::refused);
  }

  private CompletionStage<HttpResponse> register(String id, Call call) {
    return AgentBodies.registration(call.fields(), id)
        .fold(
            wanted ->
                coordinator
                    .register(wanted.agent(), wanted.profile(), call.causeOf(wanted.agent()))
                    .thenApply(Answers::registered),
            Calls::refused);
  }

  private CompletionStage<HttpResponse> heartbeat(String id, Call call) {
    return AgentBodies.heartbeat(call.fields(), id)
        .fold(
            beat ->
                coordinator
                    .heartbeat(beat.agent(), beat.leases(), beat.usage(), call.causeOf(beat.agent()))
                    .thenApply(Answers::beat),
            Calls::refused);
  }

  private CompletionStage<HttpResponse> claimNext(String id, Call call) {
    return AgentBodies.claim(call.fields(), id)
        .fold(
            claim -> claim.wanted().maxWait().isZero() ? claimNext(claim, call) : waiting.wait(() -> claimNext(claim, call)), Calls::refused);
  }

  private CompletionStage<HttpResponse> claimNext(AgentBodies.Claim claim, Call call) {
    return coordinator
        .claimNext(claim.agent(), claim.wanted(), call.claimId(), call.causeOf(claim.agent()))
        .thenApply(Answers::claims);
  }

  private CompletionStage<HttpResponse> change(
      String id, Call call, BiFunction<AgentId, Cause, CompletionStage<AgentReply>> verb) {
    return AgentBodies.id(call.fields(), id)
        .fold(agent -> verb.apply(agent, call.causeOf(agent)).thenApply(Answers::agent), Calls::refused);
  }

  private CompletionStage<HttpResponse> retire(String id, Query query, Call call) {
    Fields fields = call.fields();
    boolean force = query.flag("force", fields);
    return AgentBodies.id(fields, id)
        .fold(
            agent -> coordinator.retire(agent, force, call.causeOf(agent)).thenApply(Answers::retired),
            Calls::refused);
  }
}
