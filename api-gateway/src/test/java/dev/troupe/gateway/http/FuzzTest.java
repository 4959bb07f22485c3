package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.gateway.Client;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.gateway.http.RouteTable.Row;
import dev.troupe.protocol.WorkCommand;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Hostile input of every kind, to every call of the table: always answered, never with a fault. The seed is printed, and can be given as {@code troupe.seed}.
 */
class FuzzTest {
  private static final int ROUNDS = 4_000;
  /** On a machine that is busy the rounds are fewer, not the suite slower. */
  private static final Duration BUDGET = Duration.ofSeconds(15);
  /** Refusals that stand before any entity could be asked. */
  private static final Set<Integer> AT_THE_DOOR = Set.of(400, 405, 413, 415);
  private static final int TRUNCATIONS = 60;
  private static final List<String> IDS =
      List.of(
          "w-1", "a-1", "nobody", "%20", "a%2Fb", "..", "%2e%2e", "a%00b", "%F0%9F%98%80", "%C3%28", "'--", "%7Bwork_id%7D", "x".repeat(201),
          "x".repeat(1_500), "~", "*", "a;b=c", "@:._-", "batch", "complete");
  private static final List<String> HEADERS =
      List.of(
          "Idempotency-Key", "traceparent", "Authorization", "Accept", "Accept-Encoding", "Last-Event-ID", "X-Forwarded-For", "Cookie", "If-Match", "Range",
          "Origin", "Transfer-Hint");
  private static final List<String> HEADER_VALUES =
      List.of(
          "", "k", "\u00e9\u00ff", "x".repeat(4_000), "Bearer x", "Bearer", "Basic ::::", "*/*;q=9", "bytes=0-0", "00-" + "z".repeat(32), "a,b;c=\"d", "\t", "=?utf-8?q?x?=",
          "application/json, */*");
  private static final List<String> TYPES =
      List.of(
          "application/json", "application/json", "application/json", "application/json", "application/json;charset=utf-8", "application/json; charset=utf-16",
          "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/octet-stream", "a/b;c=d");
  private static final List<String> QUERIES =
      List.of(
          "?", "?force=true", "?force", "?a=b&a=c", "?%C3%28=1", "?=", "?limit=0", "?limit=99999999999999999999", "?cursor=%00", "?cursor=" + "x".repeat(1_500),
          "?at=now", "?at=0000-00-00T00:00:00Z", "?status=claimed&status=ready", "?from=1&to=0", "?;;;", "?limit=-1&cursor=..", "?actor=%27%3B--");
  private static final List<String> FIELDS =
      List.of(
          "id", "work_type", "title", "description", "priority", "team", "requires", "depends_on", "run_at", "lease_seconds", "max_attempts",
          "backoff_seconds", "review", "story_points", "epic_id", "payload", "resources", "items", "work_id", "agent_id", "lease_token",
          "percent", "note", "checkpoint", "usage", "tokens_in", "tokens_out", "cost_usd", "result", "outcome", "reason", "retryable", "handoff",
          "max", "agents", "name", "role", "expires_at", "work_types", "teams", "leases", "capabilities", "capacity", "specialization", "metadata", "request_id");
  private static final List<String> VALUES =
      List.of(
          "null", "true", "0", "-1", "1", "7", "1.0", "1e2", "1e999999999", "0e-999999999", "-0", "9223372036854775808", "\"\"", "\"x\"",
          "\"w-1\"", "\"a b\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\udead\"", "\"9999-12-31T23:59:59+18:00\"", "\"+1000000-01-01T00:00:00Z\"",
          "\"success\"", "\"high\"", "[]", "[null]", "[\"a\",\"a\"]", "[[[]]]", "{}", "{\"a\":\"b\"}", "{\"tokens_in\":1}", "[{}]",
          "[{\"work_id\":\"w-1\",\"lease_token\":1}]", "\"" + "y".repeat(30_000) + "\"");
  private static Fleet fleet;
  private final long seed = Long.getLong("troupe.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @BeforeAll
  static void startTheFleet() throws Exception {
    fleet = Fleet.start(true);
    fleet.client.post("/v1/work", "{\"id\":\"w-1\",\"work_type\":\"x\",\"title\":\"t\"}");
    fleet.client.put("/v1/agents/a-1", "{}");
  }

  @AfterAll
  static void stopTheFleet() {
    fleet.close();
  }

  @Test
  void answersEveryCallOfTheTableWithoutAFaultAndChangesNothingWhenItRefuses() {
    System.out.println("Seed: " + seed);
    long end = System.nanoTime() + BUDGET.toNanos();
    for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
      Row row = RouteTable.ROWS.get(round % RouteTable.ROWS.size());
      String path = row.template().replaceAll("\\{[a-z_]+}", Matcher.quoteReplacement(random.nextBoolean() ? row.template().contains("agent_id") ? "a-1" : "w-1" : pick(IDS)));
      byte[] body = random.nextInt(4) == 0 ? mangled(object(2)) : object(2).getBytes(StandardCharsets.UTF_8);
      String method = random.nextInt(8) == 0 ? pick(List.of("PUT", "DELETE", "PATCH", "GET", "HEAD", "OPTIONS", "POST")) : row.method();
      int asked = changesAsked();
      Set<String> before = everything();
      String what = "seed " + seed + ", round " + round + ", " + method + " " + path;
      Answer answer = fleet.client.send(request(method, path + query(row, method), body));
      assertThat(answer.status()).as(what).isLessThan(500);
      if (answer.status() >= 400) {
        assertThat(everything()).as(what).isEqualTo(before);
        assertThat(!AT_THE_DOOR.contains(answer.status()) || changesAsked() == asked).as(what + " was refused at the door, yet something was asked").isTrue();
        checkProblem(answer, method, what);
      } else if (RouteTable.find(method, path).isPresent()) {
        checkAllowed(RouteTable.find(method, path).get(), body, what);
      }
    }
  }

  /** Cut off anywhere, by a client that then hangs up or falls silent. */
  @Test
  void survivesRequestsThatBreakOff() throws IOException {
    System.out.println("Seed: " + seed);
    Set<String> before = everything();
    for (int round = 0; round < TRUNCATIONS; round++) {
      Row row = pick(RouteTable.ROWS);
      String body = "{\"id\":\"cut\",\"work_type\":\"x\",\"title\":\"t\",\"agent_id\":\"a-1\",\"lease_token\":1}";
      String whole = row.method() + " " + row.template().replaceAll("\\{[a-z_]+}", "cut") + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
      try (Socket socket = new Socket("127.0.0.1", fleet.client.port)) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(whole.substring(0, random.nextInt(whole.length() - 1)).getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(answer).as("seed %d, round %d, %s", seed, round, row).doesNotStartWith("HTTP/1.1 5");
      }
    }
    assertThat(fleet.client.get("/v1/work/w-1").status()).isEqualTo(200);
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void answersRequestsThatBreakHttp() throws IOException {
    System.out.println("Seed: " + seed);
    List<String> heads =
        List.of(
            "GET /v1/work/%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /v1/work/%ff HTTP/1.1\r\nHost: x\r\n\r\n", "GET /v1/status HTTP/1.1\r\n\r\n",
            "GET /v1/work/a?%zz HTTP/1.1\r\nHost: x\r\n\r\n", "BREW /v1/work HTTP/1.1\r\nHost: x\r\n\r\n", "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/9.9\r\nHost: x\r\n\r\n", "\u0000\u0001\u0002".repeat(20) + "\r\n\r\n",
            "POST /v1/work HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
            "POST /v1/work HTTP/1.1\r\nHost: x\r\nContent-Type: ;;;\r\nContent-Length: 2\r\n\r\n{}",
            "POST /v1/work HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /v1/work HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"title\":",
            "GET /v1/status HTTP/1.1\r\nHost: x\r\n" + "X-A: b\r\n".repeat(200) + "\r\n");
    for (String head : heads) {
      String answer = exchange(head);
      assertThat(answer).as(head.lines().findFirst().orElse("")).startsWith("HTTP/1.1 ");
      assertThat(Integer.parseInt(answer.substring(9, 12))).as(head + answer).isIn(200, 400, 404, 405, 408, 411, 413, 414, 415, 422, 431, 501, 505);
      if (!answer.startsWith("HTTP/1.1 200")) {
        assertThat(answer).contains("application/problem+json");
      }
    }
    assertThat(fleet.client.get("/v1/status").status()).isEqualTo(200);
  }

  private HttpRequest.Builder request(String method, String target, byte[] body) {
    HttpRequest.Builder request = fleet.client.request(target).method(method, BodyPublishers.ofByteArray(body)).header("Content-Type", pick(TYPES));
    for (int header = random.nextInt(3); header > 0; header--) {
      request.header(pick(HEADERS), pick(HEADER_VALUES));
    }
    return request;
  }

  private static void checkProblem(Answer answer, String method, String what) {
    if (!method.equals("HEAD")) {
      assertThat(answer.code()).as(what + Client.text(answer)).isNotEmpty();
      assertThat(Client.text(answer)).as(what).doesNotContain("Exception", "at dev.troupe", "jackson", "akka.");
    }
  }

  /** What the server takes, the document must allow: its bounds are no tighter. */
  private static void checkAllowed(Row row, byte[] body, String what) {
    List<String> faults =
        JsonReading.object(body, true)
            .fold(
                object -> Contract.SERVED.judgeRequest(row, object),
                unread -> row.method().equals("GET") ? List.of() : List.of("It was not even JSON."));
    assertThat(faults).as(what + " " + new String(body, StandardCharsets.UTF_8)).isEmpty();
  }

  private static int changesAsked() {
    return (int) (fleet.stubs.askedOfWork.stream().filter(WorkCommand.Change.class::isInstance).count() + fleet.stubs.askedOfAgents.size());
  }

  private static Set<String> everything() {
    Set<String> all = new TreeSet<>(fleet.stubs.items.keySet());
    fleet.stubs.agents.forEach(agent -> all.add("agent " + agent));
    return all;
  }

  private static String exchange(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", fleet.client.port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[64 * 1024];
      int read;
      try {
        read = in.read(buffer);
      } catch (java.net.SocketTimeoutException silent) {
        throw new AssertionError("No answer to " + request.substring(0, Math.min(120, request.length())), silent);
      }
      return read < 0 ? "closed" : new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
    }
  }

  private String object(int depth) {
    StringBuilder object = new StringBuilder("{");
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      object.append(i == 0 ? "" : ",").append('"').append(pick(FIELDS)).append("\":").append(value(depth));
    }
    return object.append('}').toString();
  }

  private String value(int depth) {
    int kind = depth == 0 ? 9 : random.nextInt(10);
    return kind == 0 ? object(depth - 1) : kind == 1 ? "[" + object(depth - 1) + "," + value(depth - 1) + "]" : pick(VALUES);
  }

  private byte[] mangled(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** A stream of events has no end, so that call is only made with a query it refuses. */
  private String query(Row row, String method) {
    boolean isStream = row.template().equals("/v1/events") && method.equals("GET");
    return isStream ? "?nonsense=" + random.nextInt() : random.nextInt(4) == 0 ? pick(QUERIES) : "";
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
