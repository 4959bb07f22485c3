package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.gateway.Client;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.gateway.http.RouteTable.Row;
import dev.troupe.protocol.KeyRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Brings about every answer that the stubs can bring about, of every call there is. The client judges each by the document. */
final class Provocations {
  private static final String LARGE = "{\"request_id\":\"" + "x".repeat(1_100_000) + "\"}";
  private static final String LARGE_BATCH = "{\"request_id\":\"" + "x".repeat(17_000_000) + "\"}";
  private final Fleet fleet;
  private final Client client;

  Provocations(Fleet fleet) {
    this.fleet = fleet;
    this.client = fleet.client;
  }

  void all() {
    fleet.journalFailure.set(Optional.of("Expected the journal to answer, but it did not."));
    client.get("/health/started");
    fleet.journalFailure.set(Optional.empty());
    accepted();
    RouteTable.ROWS.forEach(
        row -> {
          misread(row);
          refused(row);
        });
    fleet.journalFailure.set(Optional.of("Expected the journal to answer, but it did not."));
    client.get("/health/ready");
    fleet.journalFailure.set(Optional.empty());
  }

  /** Each call twice, by one caller that may make one a second. */
  void rates() {
    for (Row row : RouteTable.ROWS) {
      for (int copy = 0; copy < 2; copy++) {
        client.send(request(row, path(row, "one") + "?nonsense=1", "{}", "application/json").header("Authorization", "Bearer same"));
      }
    }
  }

  /** What the read side would answer, on a fleet that has none. */
  void withoutReadSide() {
    for (String path : new String[] {"/v1/work", "/v1/agents", "/v1/audit", "/v1/scaling", "/v1/work/w-1/history", "/v1/events", "/v1/keys"}) {
      client.get(path);
    }
  }

  /** What a caller hears who may not make a call, and what the keys' own calls answer to one who may. */
  void keys(String adminKey) {
    RouteTable.ROWS.forEach(row -> client.send(request(row, path(row, "one"), "{}", "application/json")));
    String bound = made(adminKey, "{\"name\":\"bound\",\"role\":\"agent\",\"agents\":[\"another\"]}").path("key").asText();
    String viewer = made(adminKey, "{\"name\":\"viewer\",\"role\":\"viewer\"}").path("key").asText();
    for (Row row : RouteTable.ROWS) {
      if (!row.access().allows(KeyRole.VIEWER)) {
        sendAs(viewer, row, path(row, "one"), "{}");
      } else if (!row.access().allows(KeyRole.AGENT) || row.template().contains("{agent_id}")) {
        sendAs(bound, row, path(row, "one"), "{}");
      }
    }
    String twice = "{\"name\":\"twice\",\"role\":\"viewer\",\"request_id\":\"r-1\"}";
    String id = made(adminKey, twice).path("id").asText();
    made(adminKey, twice);
    sendAs(adminKey, RouteTable.find("GET", "/v1/keys").orElseThrow(), "/v1/keys", "");
    for (String method : new String[] {"GET", "DELETE"}) {
      for (String key : new String[] {id, "nobody", "silent"}) {
        sendAs(adminKey, RouteTable.find(method, "/v1/keys/" + key).orElseThrow(), "/v1/keys/" + key, "{}");
      }
    }
  }

  private JsonNode made(String adminKey, String body) {
    return sendAs(adminKey, RouteTable.find("POST", "/v1/keys").orElseThrow(), "/v1/keys", body).body();
  }

  private void accepted() {
    client.put("/v1/agents/a-1", "{}");
    client.put("/v1/agents/a-1", "{}");
    client.get("/v1/agents/a-1");
    client.post("/v1/agents/a-1/heartbeat", "");
    client.post("/v1/agents/a-1/claims", "");
    client.post("/v1/agents/a-1/drain", "");
    client.post("/v1/agents/a-1/resume", "");
    String work = "{\"id\":\"w-1\",\"work_type\":\"x\",\"title\":\"t\"}";
    client.post("/v1/work", work);
    client.post("/v1/work", work);
    client.post("/v1/work", work.replace("w-1", "w-2").replace("}", ",\"depends_on\":[\"w-2\"]}"));
    client.get("/v1/work/w-1");
    client.post("/v1/work/batch", "{\"items\":[" + work + ",5]}");
    String held = "\"agent_id\":\"a-1\",\"lease_token\":7";
    client.post("/v1/work/complete", "{\"items\":[{\"work_id\":\"w-1\"," + held + "}, {}]}");
    client.post("/v1/work/w-1/claim", "{\"agent_id\":\"a-1\"}");
    for (String verb : new String[] {"progress\",\"percent\":5", "complete\"", "fail\",\"reason\":\"r\"", "release\""}) {
      String[] parts = verb.split("\"", 2);
      client.post("/v1/work/w-1/" + parts[0], "{" + held + parts[1] + "}");
    }
    client.post("/v1/work/w-1/cancel", "");
    client.post("/v1/work/w-1/retry", "");
    client.post("/v1/work/w-1/approve", "");
    client.post("/v1/work/w-1/reject", "{\"reason\":\"r\"}");
    client.get("/v1/work/w-1/history");
    client.get("/v1/work/w-none/history");
    client.get("/v1/work?limit=1");
    client.get("/v1/agents?limit=1");
    client.get("/v1/audit?limit=1");
    client.get("/v1/status");
    client.get("/v1/scaling");
    client.get("/v1/openapi.json");
    client.get("/docs");
    client.get("/docs/reference.js");
    client.get("/docs/swagger-ui.css");
    client.get("/docs/nothing");
    client.get("/health/live");
    client.get("/health/ready");
    client.get("/health/started");
    client.delete("/v1/agents/a-1");
  }

  private void misread(Row row) {
    String path = path(row, "w-1");
    send(row, path + "?nonsense=1", "{}", "application/json");
    sendBroken(row, path + "?%zz");
    if (!row.method().equals("GET")) {
      send(row, path, "{", "application/json");
      send(row, path, "{}", "text/plain");
      send(row, path, row.template().matches("/v1/work/(batch|complete)") ? LARGE_BATCH : LARGE, "application/json");
    }
  }

  /** Every code the document gives a call, from the entity that the call asks. */
  private void refused(Row row) {
    JsonNode responses = Contract.SERVED.operation(row).path("responses");
    responses.properties().forEach(
        response -> {
          JsonNode shared = Contract.SERVED.document.at(response.getValue().path("$ref").asText("#/none").substring(1));
          JsonNode codes = shared.at("/content/application~1problem+json/schema/allOf/1/properties/code/enum");
          codes.forEach(code -> refused(row, code.asText()));
        });
  }

  private void refused(Row row, String code) {
    boolean known = java.util.Arrays.stream(dev.troupe.protocol.Refusal.Code.values()).anyMatch(each -> JsonWriting.lower(each).equals(code));
    if (known) {
      body(row, code).ifPresent(body -> send(row, path(row, "refuse-" + code), body, "application/json"));
    }
  }

  /** What the call needs to come as far as the entity. */
  private static Optional<String> body(Row row, String code) {
    String held = "{\"agent_id\":\"refuse-" + code + "\",\"lease_token\":1";
    return switch (row.template()) {
      case "/v1/work" -> Optional.of("{\"id\":\"refuse-" + code + "\",\"work_type\":\"x\",\"title\":\"t\"}");
      case "/v1/work/{work_id}/claim" -> Optional.of("{\"agent_id\":\"refuse-" + code + "\"}");
      case "/v1/work/{work_id}/progress" -> Optional.of(held + ",\"percent\":1}");
      case "/v1/work/{work_id}/fail" -> Optional.of(held + ",\"reason\":\"r\"}");
      case "/v1/work/{work_id}/complete", "/v1/work/{work_id}/release" -> Optional.of(held + "}");
      case "/v1/work/{work_id}/reject" -> Optional.of("{\"reason\":\"r\"}");
      default -> row.template().contains("_id}") ? Optional.of("{}") : Optional.empty();
    };
  }

  /** A query no client library would send, so byte by byte. */
  private void sendBroken(Row row, String target) {
    try (Socket socket = new Socket("127.0.0.1", client.port)) {
      socket.setSoTimeout(10_000);
      String head = row.method() + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      JsonNode body = JsonReading.MAPPER.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
      String path = target.substring(0, target.indexOf('?'));
      List<String> faults =
          Contract.SERVED.judge(row.method(), path, Integer.parseInt(answer.substring(9, 12)), Optional.of("application/problem+json"), body);
      assertThat(faults).as(answer).isEmpty();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void send(Row row, String path, String body, String type) {
    client.send(request(row, path, body, type));
  }

  private Answer sendAs(String key, Row row, String path, String body) {
    return client.send(request(row, path, body, "application/json").header("Authorization", "Bearer " + key));
  }

  private HttpRequest.Builder request(Row row, String path, String body, String type) {
    HttpRequest.Builder request = client.request(path);
    return row.method().equals("GET") ? request.GET() : request.header("Content-Type", type).method(row.method(), BodyPublishers.ofString(body));
  }

  private static String path(Row row, String id) {
    return row.template().replaceAll("\\{[a-z_]+}", id);
  }
}
