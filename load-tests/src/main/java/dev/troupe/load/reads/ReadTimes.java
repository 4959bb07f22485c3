package dev.troupe.load.reads;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.client.Json;
import dev.troupe.load.fleet.Latencies;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** One client that asks for one page after the other, of random things. */
public final class ReadTimes {

  private static final int WARM_UP = 10;
  private static final int CALM_CALLS = 50;
  private static final long CALM_NANOS = Duration.ofMillis(200).toNanos();
  private static final Duration CALM_WITHIN = Duration.ofMinutes(5);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI node;
  private final long items;
  private final Instant now;
  private final Random random = new Random(1);

  /** @param meanItems on one page */
  public record Figures(String read, Latencies.Summary ms, double meanItems) {
  }

  /** @param items that were generated */
  public ReadTimes(URI node, long items, Instant now) {
    this.node = node;
    this.items = items;
    this.now = now;
  }

  public List<Figures> measure(int calls) throws IOException, InterruptedException {
    List<Figures> figures = new ArrayList<>();
    for (Map.Entry<String, Supplier<String>> read : reads().entrySet()) {
      figures.add(measure(read.getKey(), read.getValue(), calls));
    }
    figures.add(deep("list, page after page", "/v1/work?team=team-3&limit=50", calls));
    figures.add(deep("audit, page after page", "/v1/audit?actor=planner&limit=50", calls));
    return figures;
  }

  private Map<String, Supplier<String>> reads() {
    Map<String, Supplier<String>> reads = new LinkedHashMap<>();
    reads.put("an item (its entity)", () -> "/v1/work/" + item());
    reads.put("an item's history", () -> "/v1/work/" + item() + "/history");
    reads.put("an item in the past", () -> "/v1/work/" + item() + "?at=" + now.minusSeconds(random.nextInt(1_000)));
    lists(reads);
    reads.put("agents", () -> "/v1/agents");
    reads.put("agents, team, idle", () -> "/v1/agents?status=idle&team=" + team());
    audits(reads);
    return reads;
  }

  private void lists(Map<String, Supplier<String>> reads) {
    reads.put("list, all", () -> "/v1/work");
    reads.put("list, all, 500", () -> "/v1/work?limit=500");
    reads.put("list, status=ready", () -> "/v1/work?status=ready");
    reads.put("list, team", () -> "/v1/work?team=" + team());
    reads.put("list, type", () -> "/v1/work?type=type-1");
    reads.put("list, priority", () -> "/v1/work?priority=high");
    reads.put("list, agent", () -> "/v1/work?agent=" + agent());
    reads.put("list, status=ready, team", () -> "/v1/work?status=ready&team=" + team());
    reads.put("list, status=cancelled, priority", () -> "/v1/work?status=cancelled&priority=high");
    reads.put("list, status=failed, team, type, priority", () -> "/v1/work?status=failed&team=" + team() + "&type=type-3&priority=low");
    reads.put("list, status=completed, team, type", () -> "/v1/work?status=completed&team=" + team() + "&type=type-1");
    reads.put("list, team, type, priority", () -> "/v1/work?team=" + team() + "&type=type-1&priority=high");
    reads.put("list, status=completed, agent", () -> "/v1/work?status=completed&agent=" + agent());
    reads.put("list, agent, team, type, priority", () -> "/v1/work?type=type-1&priority=high&team=" + team() + "&agent=" + agent());
    reads.put("list, nothing fits", () -> "/v1/work?team=team-1&type=type-0");
  }

  private void audits(Map<String, Supplier<String>> reads) {
    reads.put("audit, all", () -> "/v1/audit");
    reads.put("audit, work_id", () -> "/v1/audit?work_id=" + item());
    reads.put("audit, agent_id", () -> "/v1/audit?agent_id=" + agent());
    reads.put("audit, actor", () -> "/v1/audit?actor=agent:" + agent());
    reads.put("audit, action=work.failed", () -> "/v1/audit?action=work.failed");
    reads.put("audit, action=work.claimed", () -> "/v1/audit?action=work.claimed");
    reads.put("audit, an hour", () -> "/v1/audit?" + hour());
    reads.put("audit, work_id, action", () -> "/v1/audit?action=work.completed&work_id=" + item());
    reads.put("audit, agent_id, action=work.failed", () -> "/v1/audit?action=work.failed&agent_id=" + agent());
    reads.put("audit, actor, action=work.claimed", () -> "/v1/audit?action=work.claimed&actor=agent:" + agent());
    reads.put("audit, an hour, agent_id", () -> "/v1/audit?agent_id=" + agent() + "&" + hour());
    reads.put("audit, an hour, actor, action", () -> "/v1/audit?actor=planner&action=work.cancelled&" + hour());
    reads.put("audit, nothing fits", () -> "/v1/audit?actor=planner&agent_id=" + agent());
    reads.put("audit, an action that never was", () -> "/v1/audit?action=work.mended");
    reads.put("audit, an actor of rare actions only", () -> "/v1/audit?actor=planner&action=work.failed");
  }

  /** One call of each, for a look at their plans. */
  public void once() throws IOException, InterruptedException {
    for (Supplier<String> read : reads().values()) {
      get(read.get());
    }
  }

  /** A node that has just started wakes a thousand agents, each of which asks the journal for its claims; this waits until that is over. */
  public void awaitCalm() throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(CALM_WITHIN);
    int quick = 0;
    while (quick < CALM_CALLS) {
      long started = System.nanoTime();
      boolean good = send("/v1/work/" + item()).statusCode() == 200 && System.nanoTime() - started < CALM_NANOS;
      quick = good ? quick + 1 : 0;
      if (Instant.now().isAfter(deadline)) {
        throw new CommandFailed("Expected the node to answer quickly within " + CALM_WITHIN.toMinutes() + " minutes of its start, but it did not");
      }
    }
  }

  private Figures measure(String name, Supplier<String> path, int calls) throws IOException, InterruptedException {
    for (int call = 0; call < WARM_UP; call++) {
      get(path.get());
    }
    Latencies latencies = new Latencies();
    long found = 0;
    for (int call = 0; call < calls; call++) {
      String asked = path.get();
      long started = System.nanoTime();
      JsonNode answer = get(asked);
      latencies.record(Duration.ofNanos(System.nanoTime() - started));
      found += answer.path("items").size();
    }
    return new Figures(name, latencies.summary(), (double) found / calls);
  }

  private Figures deep(String name, String path, int calls) throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    String cursor = null;
    long found = 0;
    for (int call = 0; call < calls; call++) {
      long started = System.nanoTime();
      JsonNode answer = get(cursor == null ? path : path + "&cursor=" + cursor);
      latencies.record(Duration.ofNanos(System.nanoTime() - started));
      found += answer.path("items").size();
      cursor = answer.path("next_cursor").asText(null);
    }
    return new Figures(name, latencies.summary(), (double) found / calls);
  }

  private String item() {
    return "w-" + (1 + (long) (random.nextDouble() * items));
  }

  private String agent() {
    return "agent-" + random.nextInt(1_000);
  }

  private String team() {
    return "team-" + random.nextInt(20);
  }

  private String hour() {
    Instant from = now.minus(Duration.ofMinutes(120 + random.nextInt(9_000)));
    return "from=" + from + "&to=" + from.plus(Duration.ofHours(1));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = send(path);
    if (response.statusCode() != 200) {
      throw new CommandFailed("Expected 200 from " + path + ", but it is " + response.statusCode() + ": " + response.body());
    }
    return Json.mapper().readTree(response.body());
  }

  private HttpResponse<String> send(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(node.resolve(path)).timeout(Duration.ofSeconds(30)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
