package dev.troupe.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The HTTP contract from an agent's side, over any of several nodes.
 *
 * <p>A client stays with one node and goes on to the next when that one cannot be reached or is unavailable. Every write
 * carries a request id and is repeated under the same id until the service answered or {@link Settings#giveUpAfter} has passed, so a
 * caller never has to ask whether a lost answer took effect. A future fails with {@link RefusedException} when the service refused.
 */
public final class TroupeClient {

  /**
   * How a client behaves.
   *
   * @param http shared by all clients of a process; must be HTTP/1.1
   * @param attemptTimeout for one attempt, beside the time a long poll asks for
   * @param giveUpAfter after this long no further attempt is made
   */
  public record Settings(HttpClient http, Duration attemptTimeout, Duration giveUpAfter, Optional<String> apiKey, CallListener listener) {

    public static Settings defaults() {
      HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
      return new Settings(http, Duration.ofSeconds(10), Duration.ofSeconds(60),
        Optional.ofNullable(System.getenv("TROUPE_API_KEY")).filter(key -> !key.isBlank()), CallListener.SILENT);
    }

    public Settings withListener(CallListener newListener) {
      return new Settings(http, attemptTimeout, giveUpAfter, apiKey, newListener);
    }

    public Settings withAttemptTimeout(Duration timeout) {
      return new Settings(http, timeout, giveUpAfter, apiKey, listener);
    }

    public Settings withGiveUpAfter(Duration limit) {
      return new Settings(http, attemptTimeout, limit, apiKey, listener);
    }
  }

  private static final JavaType CLAIMS = listOf(Claim.class);
  private static final JavaType RESULTS = listOf(BatchResult.class);

  private final NodeChoice nodes;
  private final Settings settings;

  /** @param first which of the nodes to begin with, counted from 0, modulo their number */
  public TroupeClient(List<URI> nodes, int first, Settings settings) {
    this.nodes = new NodeChoice(nodes, first);
    this.settings = settings;
  }

  public URI currentNode() {
    return nodes.current();
  }

  public CompletableFuture<Agent> register(String agentId, Agent.Registration registration) {
    return write("register", "PUT", "/v1/agents/" + segment(agentId), registration).thenApply(read(Agent.class));
  }

  /** Renews every lease the agent holds, and tells which those are. */
  public CompletableFuture<Agent.Heartbeat> heartbeat(String agentId) {
    return post("heartbeat", "/v1/agents/" + segment(agentId) + "/heartbeat", Map.of()).thenApply(read(Agent.Heartbeat.class));
  }

  public CompletableFuture<Work> add(NewWork work) {
    return post("add", "/v1/work", work).thenApply(read(Work.class));
  }

  /** @param items at most 1,000 */
  public CompletableFuture<List<BatchResult>> addBatch(List<NewWork> items) {
    return post("add_batch", "/v1/work/batch", Map.of("items", items)).thenApply(readField("results", RESULTS));
  }

  public CompletableFuture<Work> get(String workId) {
    return call("get", "GET", "/v1/work/" + segment(workId), null, null, Duration.ZERO).thenApply(read(Work.class));
  }

  /**
   * The best items ready for the agent.
   *
   * @param max 1 to 100
   * @param wait how long to wait for work when there is none, 0 to 60 s; the list is empty when none came
   * @param teams whose work; empty means the agent's own team
   */
  public CompletableFuture<List<Claim>> claimNext(String agentId, int max, Duration wait, List<String> teams) {
    Map<String, Object> body = body("max", max, "wait_seconds", wait.toSeconds(), "teams", teams.isEmpty() ? null : teams);
    return call("claim", "POST", "/v1/agents/" + segment(agentId) + "/claims", Json.compact(body), newRequestId(), wait)
      .thenApply(readField("claims", CLAIMS));
  }

  public CompletableFuture<Claim> claimById(String workId, String agentId) {
    return post("claim_by_id", work(workId, "claim"), body("agent_id", agentId)).thenApply(read(Claim.class));
  }

  /** @param percent 0 to 100 */
  public CompletableFuture<Work> progress(String workId, String agentId, long leaseToken, int percent, String note) {
    return post("progress", work(workId, "progress"),
      body("agent_id", agentId, "lease_token", leaseToken, "percent", percent, "note", note)).thenApply(read(Work.class));
  }

  /** @param result anything Jackson can write, or null */
  public CompletableFuture<Work> complete(String workId, String agentId, long leaseToken, Object result) {
    return post("complete", work(workId, "complete"),
      body("agent_id", agentId, "lease_token", leaseToken, "result", result)).thenApply(read(Work.class));
  }

  /** That an item was done; {@code result} is anything Jackson can write, or null. */
  public record Completion(String workId, String agentId, long leaseToken, Object result) {}

  /** @param items at most 1,000 */
  public CompletableFuture<List<BatchResult>> completeBatch(List<Completion> items) {
    return post("complete_batch", "/v1/work/complete", Map.of("items", items)).thenApply(readField("results", RESULTS));
  }

  public CompletableFuture<Work> fail(String workId, String agentId, long leaseToken, String reason, boolean retryable) {
    return post("fail", work(workId, "fail"),
      body("agent_id", agentId, "lease_token", leaseToken, "reason", reason, "retryable", retryable)).thenApply(read(Work.class));
  }

  public CompletableFuture<Work> release(String workId, String agentId, long leaseToken, String handoff) {
    return post("release", work(workId, "release"),
      body("agent_id", agentId, "lease_token", leaseToken, "handoff", handoff)).thenApply(read(Work.class));
  }

  public CompletableFuture<Work> cancel(String workId, String reason) {
    return post("cancel", work(workId, "cancel"), body("reason", reason)).thenApply(read(Work.class));
  }

  public CompletableFuture<Work> retry(String workId) {
    return post("retry", work(workId, "retry"), Map.of()).thenApply(read(Work.class));
  }

  public CompletableFuture<JsonNode> status() {
    return call("status", "GET", "/v1/status", null, null, Duration.ZERO).thenApply(read(JsonNode.class));
  }

  public CompletableFuture<ScalingAdvice> scaling() {
    return call("scaling", "GET", "/v1/scaling", null, null, Duration.ZERO).thenApply(read(ScalingAdvice.class));
  }

  private CompletableFuture<HttpResponse<String>> post(String operation, String path, Object body) {
    return write(operation, "POST", path, body);
  }

  private CompletableFuture<HttpResponse<String>> write(String operation, String method, String path, Object body) {
    return call(operation, method, path, Json.compact(body), newRequestId(), Duration.ZERO);
  }

  private CompletableFuture<HttpResponse<String>> call(
    String operation, String method, String path, String body, String requestId, Duration wait) {
    return new Call(nodes, settings, operation, method, path, body, requestId, wait).start().thenApply(TroupeClient::accepted);
  }

  private static HttpResponse<String> accepted(HttpResponse<String> response) {
    if (response.statusCode() < 300) {
      return response;
    }
    throw new RefusedException(problem(response), null);
  }

  private static Problem problem(HttpResponse<String> response) {
    try {
      Problem problem = Json.mapper().readValue(response.body(), Problem.class);
      if (problem != null && problem.code() != null) {
        return problem;
      }
    } catch (JsonProcessingException notOurs) {
      // A proxy's page, or a fault before the service's own error mapping: told as it came.
    }
    return Problem.of(response.statusCode(), "unexpected_answer", response.body());
  }

  private static <T> java.util.function.Function<HttpResponse<String>, T> read(Class<T> type) {
    return response -> parse(response, tree -> Json.mapper().treeToValue(tree, type));
  }

  private static <T> java.util.function.Function<HttpResponse<String>, T> readField(String field, JavaType type) {
    return response -> parse(response, tree -> Json.mapper().treeToValue(tree.path(field), type));
  }

  private static <T> T parse(HttpResponse<String> response, Reading<T> reading) {
    try {
      return reading.from(Json.mapper().readTree(response.body()));
    } catch (JsonProcessingException broken) {
      throw new RefusedException(Problem.of(response.statusCode(), "unexpected_answer", broken.getOriginalMessage()), broken);
    }
  }

  private interface Reading<T> {
    T from(JsonNode tree) throws JsonProcessingException;
  }

  private static Map<String, Object> body(Object... namesAndValues) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        body.put((String) namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    return body;
  }

  private static JavaType listOf(Class<?> element) {
    return Json.mapper().getTypeFactory().constructCollectionType(List.class, element);
  }

  private static String work(String workId, String verb) {
    return "/v1/work/" + segment(workId) + "/" + verb;
  }

  private static String segment(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String newRequestId() {
    return UUID.randomUUID().toString();
  }
}
