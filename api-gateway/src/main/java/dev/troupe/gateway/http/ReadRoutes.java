package dev.troupe.gateway.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import dev.troupe.gateway.client.Coordinator;
import java.util.concurrent.CompletionStage;

/**
 * Looking without changing: an item as it is or was, its history, the lists of work and agents, the audit. An item as it is comes from its
 * entity, all else from the read side.
 */
final class ReadRoutes extends AllDirectives {
  private final Coordinator coordinator;
  private final Calls calls;

  ReadRoutes(Coordinator coordinator, Calls calls) {
    this.coordinator = coordinator;
    this.calls = calls;
  }

  Route routes() {
    return concat(
        path("work", () -> get(() -> calls.read(ReadQueries.WORK, this::work))),
        path(segment("work").slash(segment()), id -> get(() -> calls.read(ReadQueries.PAST, query -> look(query, id)))),
        path(
            segment("work").slash(segment()).slash("history"),
            id -> get(() -> calls.read(ReadQueries.PAGE, query -> history(query, id)))),
        path("agents", () -> get(() -> calls.read(ReadQueries.AGENTS, this::agents))),
        path("audit", () -> get(() -> calls.read(ReadQueries.AUDIT, this::audit))));
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
