package dev.troupe.load.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One agent's calls, one after another until the time is up: add an item, claim it, complete it. A call that fails (no answer, or 5xx) is
 * repeated under its key on another node; more than one repetition counts as a failure, and goes on until the patience ends.
 */
final class Traffic implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 250;

  private final String agent;
  private final Targets targets;
  private final HttpClient http;
  private final Optional<String> key;
  private final Tally tally;
  private final long endNanos;
  private final long periodMillis;
  private final int leave;
  private long items;

  /**
   * @param periodMillis from one item to the next, at least
   * @param leave of so many items one is only added and one only claimed; 0 for none
   */
  Traffic(String agent, Targets targets, HttpClient http, Optional<String> key, Tally tally, Duration length, long periodMillis, int leave) {
    this.agent = agent;
    this.targets = targets;
    this.http = http;
    this.key = key;
    this.tally = tally;
    this.endNanos = System.nanoTime() + length.toNanos();
    this.periodMillis = periodMillis;
    this.leave = leave;
  }

  @Override
  public void run() {
    call("PUT", "/v1/agents/" + agent, Map.of("team", "traffic", "capacity", 1000));
    Pauses.millis(ThreadLocalRandom.current().nextLong(periodMillis));
    while (System.nanoTime() < endNanos && !Thread.currentThread().isInterrupted()) {
      long begun = System.nanoTime();
      item();
      Pauses.millis(periodMillis - (System.nanoTime() - begun) / 1_000_000);
    }
  }

  private void item() {
    String id = "traffic-" + UUID.randomUUID();
    call("POST", "/v1/work", Map.of("id", id, "work_type", "traffic", "title", "Traffic", "team", "traffic-" + agent, "lease_seconds", 600));
    long number = leave == 0 ? -1 : items++ % leave;
    if (number == 0) {
      return;
    }
    Optional<JsonNode> claim = call("POST", "/v1/work/" + id + "/claim", Map.of("agent_id", agent));
    if (number == 1) {
      return;
    }
    claim.ifPresent(
        granted -> call("POST", "/v1/work/" + id + "/complete", Map.of("agent_id", agent, "lease_token", granted.path("lease_token").asLong())));
  }

  private Optional<JsonNode> call(String method, String path, Object body) {
    String text = Json.compact(body);
    String request = UUID.randomUUID().toString();
    long begun = System.nanoTime();
    URI node = targets.other(null);
    for (int attempt = 1; System.nanoTime() - begun < PATIENCE.toNanos() && !Thread.currentThread().isInterrupted(); attempt++) {
      Optional<JsonNode> answer = attempt(node, method, path, text, request);
      if (answer.isPresent()) {
        tally.answered(System.nanoTime() - begun, attempt);
        return answer;
      }
      node = targets.other(node);
      Pauses.millis(attempt == 1 ? 0 : PAUSE_MILLIS);
    }
    tally.lost();
    return Optional.empty();
  }

  private Optional<JsonNode> attempt(URI node, String method, String path, String body, String request) {
    HttpRequest.Builder asked = HttpRequest.newBuilder(node.resolve(path))
        .timeout(Duration.ofSeconds(12))
        .header("content-type", "application/json")
        .header("idempotency-key", request)
        .method(method, HttpRequest.BodyPublishers.ofString(body));
    key.ifPresent(secret -> asked.header("authorization", "Bearer " + secret));
    try {
      HttpResponse<String> answer = http.send(asked.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() < 300) {
        return Optional.of(Json.mapper().readTree(answer.body()));
      }
      tally.because(method + " " + path + " at " + node + ": " + answer.statusCode() + " " + answer.body());
    } catch (IOException failure) {
      tally.because(method + " " + path + " at " + node + ": " + failure);
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }
}
