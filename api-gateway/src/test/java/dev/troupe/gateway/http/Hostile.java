package dev.troupe.gateway.http;

import dev.troupe.gateway.Client;
import dev.troupe.gateway.http.RouteTable.Row;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;

/** Random and hostile parts of requests. The seed is printed, and can be given as {@code troupe.seed}. */
final class Hostile {
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
  final long seed = Long.getLong("troupe.seed", System.nanoTime());
  final Random random = new Random(seed);

  Hostile() {
    System.out.println("Seed: " + seed);
  }

  /** A path of this row: one that is there as often as a hostile one. */
  String path(Row row) {
    String known = row.template().contains("agent_id") ? "a-1" : "w-1";
    return row.template().replaceAll("\\{[a-z_]+}", Matcher.quoteReplacement(random.nextBoolean() ? known : pick(IDS)));
  }

  /** The row's method, at times another. */
  String method(Row row) {
    return random.nextInt(8) == 0 ? pick(List.of("PUT", "DELETE", "PATCH", "GET", "HEAD", "OPTIONS", "POST")) : row.method();
  }

  byte[] body() {
    return random.nextInt(4) == 0 ? mangled(object(2)) : object(2).getBytes(StandardCharsets.UTF_8);
  }

  HttpRequest.Builder request(Client client, String method, String target, byte[] body) {
    HttpRequest.Builder request = client.request(target).method(method, BodyPublishers.ofByteArray(body)).header("Content-Type", pick(TYPES));
    for (int header = random.nextInt(3); header > 0; header--) {
      request.header(pick(HEADERS), pick(HEADER_VALUES));
    }
    return request;
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

  byte[] mangled(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** A stream of events has no end, so that call is only made with a query it refuses. */
  String query(Row row, String method) {
    boolean isStream = row.template().equals("/v1/events") && method.equals("GET");
    return isStream ? "?nonsense=" + random.nextInt() : random.nextInt(4) == 0 ? pick(QUERIES) : "";
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
