package dev.troupe.load.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.client.Json;
import dev.troupe.load.baseline.SkipLockedStore.Agent;
import dev.troupe.load.baseline.SkipLockedStore.Completion;
import dev.troupe.load.baseline.SkipLockedStore.Item;
import dev.troupe.load.baseline.SkipLockedStore.NewItem;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Which statement a call becomes, and what is answered. Calls run on as many threads as the pool has connections. */
final class SkipLockedRoutes implements AutoCloseable {

  private static final List<String> PRIORITIES = List.of("critical", "high", "medium", "low");
  private static final int MOST_CLAIMS = 100;

  private final SkipLockedStore store;
  private final ExecutorService workers;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "clock"));
  private final WaitingAgents waiting = new WaitingAgents();
  private final Map<String, Agent> agents = new ConcurrentHashMap<>();

  /** One call: what was asked, and how to answer with a status and a body. */
  record Asked(String method, String path, byte[] body, BiConsumer<Integer, Object> answer) {
  }

  SkipLockedRoutes(SkipLockedStore store, int threads) {
    this.store = store;
    this.workers = Executors.newFixedThreadPool(threads, task -> daemon(task, "worker"));
    clock.scheduleWithFixedDelay(() -> workers.execute(this::expire), 1, 1, TimeUnit.SECONDS);
  }

  void serve(Asked asked) {
    workers.execute(() -> guarded(asked, () -> route(asked, asked.path().split("/"), asked.body().length == 0 ? null : Json.mapper().readTree(asked.body()))));
  }

  @Override
  public void close() {
    clock.shutdownNow();
    workers.shutdownNow();
  }

  private interface Call {
    void run() throws IOException, SQLException;
  }

  private static void guarded(Asked asked, Call call) {
    try {
      call.run();
    } catch (IOException broken) {
      asked.answer().accept(400, problem(400, "malformed", broken.getMessage()));
    } catch (SQLException | RuntimeException failed) {
      asked.answer().accept(500, problem(500, "failed", String.valueOf(failed.getMessage())));
    }
  }

  /** Paths are {@code /v1/agents/{id}[/verb]}, {@code /v1/work[/batch | /complete]} and {@code /v1/work/{id}[/verb]}. */
  private void route(Asked asked, String[] path, JsonNode body) throws SQLException {
    String kind = path.length > 2 ? path[2] : "";
    String call = asked.method() + " " + kind + " " + (path.length > 4 ? "{id}/" + path[4] : path.length > 3 ? kind.equals("agents") ? "{id}" : path[3] : "");
    switch (call) {
      case "PUT agents {id}" -> register(asked, path[3], body);
      case "POST agents {id}/claims" -> claim(asked, path[3], body);
      case "POST agents {id}/heartbeat" -> asked.answer().accept(200, Map.of("directives", List.of(), "leases", store.renew(path[3]).stream()
        .map(item -> Map.of("work_id", item.id(), "lease_token", item.leaseToken(), "valid", true)).toList()));
      case "POST work " -> addOne(asked, body);
      case "POST work batch" -> addBatch(asked, body);
      case "POST work complete" -> completeBatch(asked, body);
      case "POST work {id}/complete" -> completeOne(asked, path[3], body);
      case "POST work {id}/progress" -> holder(asked, store.progress(path[3], text(body, "agent_id"), body.path("lease_token").asLong(), body.path("percent").asInt()));
      case "POST work {id}/fail" -> fail(asked, path[3], body);
      default -> {
        List<Item> found = asked.method().equals("GET") && kind.equals("work") && path.length == 4 ? store.get(path[3]) : List.of();
        asked.answer().accept(found.isEmpty() ? 404 : 200, found.isEmpty() ? problem(404, "not_found", asked.path()) : found.get(0));
      }
    }
  }

  private void register(Asked asked, String id, JsonNode body) throws SQLException {
    Agent agent = new Agent(id, body.path("team").asText("default"), texts(body.path("capabilities")), body.path("capacity").asInt(1));
    store.register(agent);
    boolean known = agents.put(id, agent) != null;
    asked.answer().accept(known ? 200 : 201, agent);
  }

  private void claim(Asked asked, String id, JsonNode body) throws SQLException {
    Agent agent = agents.get(id);
    if (agent == null) {
      asked.answer().accept(404, problem(404, "not_found", "agent " + id));
      return;
    }
    int max = Math.max(1, Math.min(MOST_CLAIMS, body.path("max").asInt(1)));
    claim(asked, agent, max, System.nanoTime() + TimeUnit.SECONDS.toNanos(body.path("wait_seconds").asInt(0)));
  }

  private void claim(Asked asked, Agent agent, int max, long until) throws SQLException {
    long seen = waiting.arrivals(agent.team());
    List<Item> taken = store.claim(agent, agent.team(), max);
    long left = until - System.nanoTime();
    if (!taken.isEmpty() || left <= 0) {
      asked.answer().accept(200, Map.of("claims", taken.stream().map(SkipLockedRoutes::claimed).toList()));
      return;
    }
    Runnable again = () -> workers.execute(() -> guarded(asked, () -> claim(asked, agent, max, until)));
    waiting.await(agent.team(), seen, again);
    clock.schedule(() -> {
      if (waiting.forget(agent.team(), again)) {
        asked.answer().accept(200, Map.of("claims", List.of()));
      }
    }, left, TimeUnit.NANOSECONDS);
  }

  private void addOne(Asked asked, JsonNode body) throws SQLException {
    NewItem item = item(body);
    Item added = store.add(List.of(item)).get(item.id());
    asked.answer().accept(added == null ? 200 : 201, added == null ? store.get(item.id()).get(0) : added);
    if (added != null) {
      waiting.arrived(item.team(), 1);
    }
  }

  private void addBatch(Asked asked, JsonNode body) throws SQLException {
    List<NewItem> items = new ArrayList<>();
    body.path("items").forEach(item -> items.add(item(item)));
    Map<String, Item> added = store.add(items);
    List<Map<String, Object>> results = new ArrayList<>();
    Map<String, Integer> teams = new LinkedHashMap<>();
    for (NewItem item : items) {
      Item fresh = added.get(item.id());
      results.add(Map.of("index", results.size(), "status", fresh == null ? 200 : 201, "work", fresh == null ? Map.of("id", item.id()) : fresh));
      if (fresh != null) {
        teams.merge(item.team(), 1, Integer::sum);
      }
    }
    asked.answer().accept(200, Map.of("results", results));
    teams.forEach(waiting::arrived);
  }

  private void completeOne(Asked asked, String id, JsonNode body) throws SQLException {
    Completion completion = completion(id, body);
    List<Item> done = new ArrayList<>(store.complete(List.of(completion)).values());
    holder(asked, done.isEmpty() ? doneBefore(completion) : done);
  }

  private void completeBatch(Asked asked, JsonNode body) throws SQLException {
    List<Completion> completions = new ArrayList<>();
    body.path("items").forEach(item -> completions.add(completion(text(item, "work_id"), item)));
    Map<String, Item> done = store.complete(completions);
    List<Map<String, Object>> results = new ArrayList<>();
    for (Completion completion : completions) {
      Item item = done.get(completion.workId());
      List<Item> before = item == null ? doneBefore(completion) : List.of(item);
      results.add(before.isEmpty() ? Map.of("index", results.size(), "status", 412, "problem", problem(412, "lease_lost", completion.workId()))
        : Map.of("index", results.size(), "status", 200, "work", before.get(0)));
    }
    asked.answer().accept(200, Map.of("results", results));
  }

  /** The item, if this very lease has completed it: a repeat. */
  private List<Item> doneBefore(Completion completion) throws SQLException {
    return store.get(completion.workId()).stream().filter(item -> item.status().equals("completed") && item.leaseToken() == completion.token()
      && completion.agent().equals(item.claimedBy())).toList();
  }

  private void fail(Asked asked, String id, JsonNode body) throws SQLException {
    List<Item> ended = store.fail(id, text(body, "agent_id"), body.path("lease_token").asLong(), body.path("retryable").asBoolean(true));
    holder(asked, ended);
    ended.stream().filter(item -> item.status().equals("ready")).forEach(item -> waiting.arrived(item.team(), 1));
  }

  private static void holder(Asked asked, List<Item> changed) {
    asked.answer().accept(changed.isEmpty() ? 412 : 200, changed.isEmpty() ? problem(412, "lease_lost", asked.path()) : changed.get(0));
  }

  private void expire() {
    try {
      store.expire().forEach(team -> waiting.arrived(team, 1_000));
    } catch (SQLException away) {
      System.err.println("Could not look for leases that are over: " + away.getMessage());
    }
  }

  private static Map<String, Object> claimed(Item item) {
    return Map.of("work", item, "lease_token", item.leaseToken(), "lease_expires_at", item.leaseExpiresAt(), "attempt", item.attempt());
  }

  private static NewItem item(JsonNode body) {
    return new NewItem(text(body, "id"), text(body, "work_type"), text(body, "title"), Math.max(0, PRIORITIES.indexOf(body.path("priority").asText("medium"))),
      body.path("team").asText("default"), String.join(",", texts(body.path("requires"))), body.path("lease_seconds").asInt(60),
      body.path("max_attempts").asInt(3), body.has("payload") ? body.path("payload").toString() : null);
  }

  private static Completion completion(String id, JsonNode body) {
    return new Completion(id, text(body, "agent_id"), body.path("lease_token").asLong(), body.has("result") ? body.path("result").toString() : null);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String text(JsonNode body, String field) {
    return body.path(field).asText();
  }

  private static Map<String, Object> problem(int status, String code, String detail) {
    return Map.of("status", status, "code", code, "detail", detail);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
