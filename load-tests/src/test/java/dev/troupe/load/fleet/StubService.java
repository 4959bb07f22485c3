package dev.troupe.load.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.troupe.cli.client.Json;
import dev.troupe.load.check.JournalRow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** As much of the service as a fleet needs, in memory behind several ports, with the same answer for the same request id. */
final class StubService implements AutoCloseable {

  private final List<HttpServer> servers = new ArrayList<>();
  private final List<URI> urls = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<JournalRow> journal = new ArrayList<>();
  private final Deque<String> ready = new ArrayDeque<>();
  private final Map<String, String> answered = new HashMap<>();

  StubService(int nodes) throws IOException {
    for (int node = 0; node < nodes; node++) {
      HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext("/v1/", this::serve);
      server.start();
      servers.add(server);
      urls.add(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }
  }

  List<URI> urls() {
    return urls;
  }

  synchronized List<JournalRow> journal() {
    return List.copyOf(journal);
  }

  void stopNode(int index) {
    servers.get(index).stop(0);
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    JsonNode body = Json.mapper().readTree(exchange.getRequestBody());
    byte[] answer = answer(path, body, exchange.getRequestHeaders().getFirst("Idempotency-Key")).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private synchronized String answer(String path, JsonNode body, String requestId) {
    return answered.computeIfAbsent(requestId, id -> {
      String[] parts = path.split("/");
      return switch (parts[parts.length - 1]) {
        case "batch" -> batch(body.path("items"));
        case "claims" -> claim(parts[3]);
        case "progress" -> report("work.progressed", parts[3], body);
        case "complete" -> report("work.completed", parts[3], body);
        default -> "{}";
      };
    });
  }

  private String batch(JsonNode items) {
    List<Map<String, Object>> results = new ArrayList<>();
    for (JsonNode item : items) {
      String id = item.path("id").asText();
      if (id.isEmpty()) {
        results.add(Map.of("index", results.size(), "status", 422, "problem", Map.of("status", 422, "code", "invalid")));
      } else {
        store("work.added", id, null, null);
        ready.add(id);
        results.add(Map.of("index", results.size(), "status", 201, "work", Map.of("id", id, "status", "ready")));
      }
    }
    return Json.pretty(Map.of("results", results));
  }

  private String claim(String agent) {
    String id = ready.poll();
    if (id == null) {
      return "{\"claims\": []}";
    }
    store("work.claimed", id, agent, 1L);
    return Json.pretty(Map.of("claims", List.of(Map.of("work", Map.of("id", id), "lease_token", 1, "attempt", 1))));
  }

  private String report(String action, String id, JsonNode body) {
    store(action, id, body.path("agent_id").asText(), body.path("lease_token").asLong());
    return "{\"id\": \"" + id + "\"}";
  }

  private void store(String action, String id, String agent, Long token) {
    journal.add(new JournalRow(id, journal.size() + 1, action, agent, token));
  }
}
