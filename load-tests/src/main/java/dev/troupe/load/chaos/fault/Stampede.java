package dev.troupe.load.chaos.fault;

import dev.troupe.load.chaos.arena.Arena;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Ten thousand agents that come back at once: each registers and sends a heartbeat, as after a network that was away. Their calls are load, not history. */
final class Stampede {

  private static final int AGENTS = 10_000;
  private static final int IN_FLIGHT = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();

  Fault fault() {
    return Fault.of("stampede", 0, this::run, (arena, struck) -> { });
  }

  private List<Integer> run(Arena arena, Random random) throws InterruptedException {
    Semaphore room = new Semaphore(IN_FLIGHT);
    List<CompletableFuture<?>> calls = new ArrayList<>();
    List<URI> nodes = arena.firstNodes().stream().map(node -> node.url()).toList();
    for (int agent = 0; agent < AGENTS; agent++) {
      String path = "/v1/agents/herd-" + agent;
      URI node = nodes.get(agent % nodes.size());
      room.acquire();
      calls.add(send(node.resolve(path), "PUT", "{\"team\":\"herd\"}")
        .thenCompose(registered -> send(node.resolve(path + "/heartbeat"), "POST", "{}"))
        .whenComplete((done, failed) -> room.release()));
    }
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).handle((done, failed) -> done).join();
    return List.of();
  }

  private CompletableFuture<HttpResponse<Void>> send(URI uri, String method, String body) {
    return http.sendAsync(HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Content-Type", "application/json")
      .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.discarding());
  }
}
