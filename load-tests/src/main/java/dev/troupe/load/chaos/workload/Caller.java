package dev.troupe.load.chaos.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.troupe.cli.client.Json;
import dev.troupe.load.chaos.history.Operation;
import dev.troupe.load.chaos.history.Operation.Outcome;
import dev.troupe.load.chaos.history.Operation.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Makes one attempt of one call and records it. Shared by all clients. */
public final class Caller {

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
  private final List<URI> nodes;
  private final long zeroNanos;
  private final Consumer<Operation> history;
  private final AtomicLong numbers = new AtomicLong();

  /** @param zeroNanos the run's beginning by {@link System#nanoTime} */
  public Caller(List<URI> nodes, long zeroNanos, Consumer<Operation> history) {
    this.nodes = List.copyOf(nodes);
    this.zeroNanos = zeroNanos;
    this.history = history;
  }

  public int nodes() {
    return nodes.size();
  }

  /**
   * @param node from 1
   * @return what was recorded
   */
  Operation attempt(String client, int node, Request request) throws InterruptedException {
    long start = System.nanoTime() - zeroNanos;
    try {
      HttpResponse<String> response = http.send(prepared(node, request), HttpResponse.BodyHandlers.ofString());
      return record(client, node, request, start, response.statusCode(), tree(response.body()));
    } catch (IOException lost) {
      return record(client, node, request, start, 0, MissingNode.getInstance());
    } catch (InterruptedException stopped) {
      record(client, node, request, start, 0, Json.mapper().createObjectNode().put("code", Operation.STOPPED));
      throw stopped;
    }
  }

  private HttpRequest prepared(int node, Request request) {
    int wait = request.body() == null ? 0 : (Integer) request.body().getOrDefault("wait_seconds", 0);
    HttpRequest.Builder builder = HttpRequest.newBuilder(nodes.get(node - 1).resolve(request.path())).timeout(PATIENCE.plusSeconds(wait));
    if (request.id() != null) {
      builder.header("Idempotency-Key", request.id());
    }
    if (request.body() == null) {
      return builder.GET().build();
    }
    return builder.header("Content-Type", "application/json").method(request.method(), HttpRequest.BodyPublishers.ofString(text(request.body()))).build();
  }

  private Operation record(String client, int node, Request request, long start, int status, JsonNode answer) {
    Outcome outcome = status >= 200 && status < 300 ? Outcome.OK : status >= 400 && status < 500 ? Outcome.REFUSED : Outcome.UNKNOWN;
    boolean ok = outcome == Outcome.OK;
    String code = ok ? null : answer.path("code").asText(status == 0 ? "no_answer" : "unexpected_answer");
    Operation operation = new Operation(numbers.incrementAndGet(), client, node, request.action(), request.id(), request.workId(), request.agentId(),
      request.token(), request.max(), start, System.nanoTime() - zeroNanos, outcome, status, code, ok ? leases(request, answer) : List.of(),
      ok && request.workId() != null && answer.hasNonNull("status") ? answer.path("status").asText() : null,
      ok && request.workId() != null ? answer.path("version").asLong() : 0);
    history.accept(operation);
    return operation;
  }

  private static List<Told> leases(Request request, JsonNode answer) {
    List<Told> leases = new ArrayList<>();
    switch (request.action()) {
      case CLAIM_NEXT -> answer.path("claims").forEach(claim -> leases.add(granted(claim)));
      case CLAIM_BY_ID -> leases.add(granted(answer));
      case HEARTBEAT -> answer.path("leases").forEach(lease -> {
        // Valid but not renewed: the item did not answer in time, so this says what the agent's record believes.
        if (!lease.path("valid").asBoolean() || lease.path("renewed").asBoolean()) {
          leases.add(new Told(lease.path("work_id").asText(), lease.path("lease_token").asLong(), 0, lease.path("valid").asBoolean()));
        }
      });
      default -> { }
    }
    return leases;
  }

  private static Told granted(JsonNode claim) {
    return new Told(claim.path("work").path("id").asText(), claim.path("lease_token").asLong(), claim.path("work").path("lease_seconds").asInt(), true);
  }

  private static JsonNode tree(String body) {
    try {
      return body == null || body.isEmpty() ? MissingNode.getInstance() : Json.mapper().readTree(body);
    } catch (JsonProcessingException broken) {
      return MissingNode.getInstance();
    }
  }

  private static String text(Object body) {
    try {
      return Json.mapper().writeValueAsString(body);
    } catch (JsonProcessingException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
