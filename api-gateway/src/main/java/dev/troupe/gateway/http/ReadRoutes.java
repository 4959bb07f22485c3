package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import dev.troupe.gateway.client.Coordinator;
import java.util.concurrent.CompletionStage;

/**
 * Looking without changing: an item as it is or was, its history, the lists of work and agents, the audit. An item as it is comes from its
 * entity, all else from the read side.
 */
final class ReadRoutes {
  private final Coordinator coordinator;
  private final Calls calls;

  ReadRoutes(Coordinator coordinator, Calls calls) {
    this.coordinator = coordinator;
    this.calls = calls;
  }

  void enter(Endpoints endpoints) {
    endpoints
        .on("GET /v1/work", calls.read(ReadQueries.WORK, this::work))
        .onId("GET /v1/work/{work_id}", id -> calls.read(ReadQueries.PAST, query -> look(query, id)))
        .onId("GET /v1/work/{work_id}/history", id -> calls.read(ReadQueries.PAGE, query -> history(query, id)))
        .on("GET /v1/agents", calls.read(ReadQueries.AGENTS, this::agents))
        .on("GET /v1/audit", calls.read(ReadQueries.AUDIT, this::audit));
  }

  private CompletionStage<HttpResponse> work(Query query) {
    return ReadQueries.work(query)
        .fold(wanted -> coordinator.listWork(wanted.filter(), wanted.page()).thenApply(PageViews::work), Calls::refused);
  }

  private CompletionStage<HttpResponse> look(Query query, String id) {
    return ReadQueries.look(query, id)
        .fold(
            look ->
                look.at().isEmpty()
                    ? coordinator.work(look.work()).thenApply(Answers::work)
                    : coordinator.pastWork(look.work(), look.at().get()).thenApply(PageViews::past),
            Calls::refused);
  }

  private CompletionStage<HttpResponse> history(Query query, String id) {
    return ReadQueries.history(query, id)
        .fold(wanted -> coordinator.history(wanted.filter(), wanted.page()).thenApply(PageViews::history), Calls::refused);
  }

  private CompletionStage<HttpResponse> agents(Query query) {
    return ReadQueries.agents(query)
        .fold(wanted -> coordinator.listAgents(wanted.filter(), wanted.page()).thenApply(PageViews::agents), Calls::refused);
  }

  private CompletionStage<HttpResponse> audit(Query query) {
    return ReadQueries.audit(query)
        .fold(wanted -> coordinator.audit(wanted.filter(), wanted.page()).thenApply(PageViews::audit), Calls::refused);
  }
}
