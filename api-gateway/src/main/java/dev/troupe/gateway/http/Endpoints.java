package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What answers each row of {@link RouteTable}. A call's row is found once, by {@link Gate}, so no tree of routes is built and tried for each call, which
 * cost a tenth of a node's processor time.
 */
final class Endpoints {

  /** Answers a call whose body has been read. May throw: that is a fault of the gateway. */
  @FunctionalInterface
  interface Action {
    CompletionStage<HttpResponse> answer(HttpRequest request);
  }

  private final Map<String, Function<String, Action>> byRow = new HashMap<>();

  /** @param row as {@link RouteTable.Row} spells itself, without a part in braces */
  Endpoints on(String row, Action action) {
    return onId(row, none -> action);
  }

  /** @param action is given what stands in the path for the one part in braces, decoded */
  Endpoints onId(String row, Function<String, Action> action) {
    if (byRow.put(row, action) != null) {
      throw new IllegalStateException("Expected one endpoint for " + row + ", but there are two.");
    }
    return this;
  }

  /** @throws IllegalStateException when a row has none, or what is in here is no row */
  Endpoints complete() {
    for (RouteTable.Row row : RouteTable.ROWS) {
      if (!byRow.containsKey(row.toString())) {
        throw new IllegalStateException("Expected an endpoint for " + row + ", but there is none.");
      }
    }
    if (byRow.size() != RouteTable.ROWS.size()) {
      throw new IllegalStateException("Expected an endpoint for each row, but there are " + byRow.size() + " for " + RouteTable.ROWS.size() + ".");
    }
    return this;
  }

  /** @param row the name of one that is in the table */
  CompletionStage<HttpResponse> answer(Permissions.Found.Listed row, HttpRequest request) {
    return byRow.get(row.name()).apply(row.variable()).answer(request);
  }
}
