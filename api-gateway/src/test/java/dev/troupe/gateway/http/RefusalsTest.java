package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.gateway.Client;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.protocol.Refusal.Code;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
  private static Fleet fleet;

  @BeforeAll
  static void startTheFleet() throws Exception {
    fleet = Fleet.start(false);
  }

  @AfterAll
  static void stopTheFleet() {
    fleet.close();
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void answersEachRefusalOfAnEntityWithItsStatusAndCode(Code code) {
    String name = code.name().toLowerCase(Locale.ROOT);
    for (String path : new String[] {"/v1/work/refuse-" + name, "/v1/agents/refuse-" + name}) {
      Answer answer = fleet.client.get(path);
      assertThat(answer.status()).isEqualTo(Problems.statusOf(code));
      assertThat(answer.code()).isEqualTo(name);
      assertThat(answer.body().path("status").asInt()).isEqualTo(answer.status());
      assertThat(answer.body().path("type").asText()).isEqualTo("urn:troupe:problem:" + name);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.header("Retry-After") != null).isEqualTo(answer.status() == 503 || answer.status() == 429);
    }
  }

  @Test
  void namesTheHolderThePathAndTheLimit() {
    Answer claimed = fleet.client.get("/v1/work/refuse-already_claimed");
    assertThat(claimed.body().path("holder").asText()).isEqualTo("a-9");
    assertThat(claimed.body().path("lease_expires_at").asText()).isEqualTo("2026-11-21T09:30:00.120Z");
    assertThat(fleet.client.get("/v1/work/refuse-dependency_cycle").body().path("path").toString()).isEqualTo("[\"w-1\",\"w-2\",\"w-1\"]");
    assertThat(fleet.client.get("/v1/work/refuse-over_capacity").body().path("limit").asInt()).isEqualTo(3);
    assertThat(fleet.client.get("/v1/work/refuse-invalid").body().at("/errors/0/field").asText()).isEqualTo("title");
  }

  @Test
  void saysThatAReadMayBeAskedAgainAndThatTheOutcomeOfAChangeIsUnknown() {
    assertThat(fleet.client.get("/v1/work/silent").code()).isEqualTo("unavailable");
    Answer change = fleet.client.post("/v1/work/silent/retry", "");
    assertThat(change.status()).isEqualTo(503);
    assertThat(change.code()).isEqualTo("outcome_unknown");
    assertThat(fleet.client.put("/v1/agents/silent", "{}").code()).isEqualTo("outcome_unknown");
  }

  @Test
  void waitsForWorkAsLongAsTheAgentWantsToAndALittleMore() {
    long before = System.nanoTime();
    Answer claim = fleet.client.post("/v1/agents/silent/claims", "{\"wait_seconds\":1}");
    assertThat(claim.code()).isEqualTo("outcome_unknown");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofMillis(1_500), Duration.ofMillis(5_000));
  }

  @Test
  void showsTheStatusWithoutTheReadSide() {
    Answer status = fleet.client.get("/v1/status");
    assertThat(status.status()).isEqualTo(200);
    assertThat(status.body().path("work").isNull()).isTrue();
    assertThat(status.body().path("agents").isNull()).isTrue();
    assertThat(status.body().at("/health/score").asDouble()).isEqualTo(50.0);
    assertThat(status.body().at("/health/legacy_score").isNull()).isTrue();
    assertThat(status.body().at("/health/note").asText()).contains("did not");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1", "/v2/status", "/v1/work/", "/v1/work/a/b", "/v1/agents/", "/v1/agents/a/claims/b", "/health", "/v1/work//claim", "/%2e%2e/etc"})
  void knowsNoOtherPath(String path) {
    Answer answer = fleet.client.get(path);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE,/v1/work/w-1,GET", "PUT,/v1/work,'GET, POST'", "GET,/v1/work/w-1/claim,POST", "PATCH,/v1/agents/a,'DELETE, GET, PUT'",
    "POST,/v1/status,GET", "POST,/health/live,GET"
  })
  void namesTheMethodsAPathTakes(String method, String path, String allowed) {
    Answer answer = fleet.client.method(method, path);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.code()).isEqualTo("method_not_allowed");
    assertThat(answer.header("Allow")).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "{", "[]", "null", "1", "\"x\"", "{\"a\":1}}", "{\"a\":1,\"a\":2}", "{'a':1}", "{\"a\":01}", "{\"a\":NaN}", "{\"a\":1,}",
        "{\"title\":\"\\ud800\"}", "{\"title\":\"\\ud8\"}", "{\"payload\":{\"\\u0000\":1}}", "{\"payload\":[\"a\\u0000\"]}", "{\"a\":{\"b\":1,\"b\":1}}", "\u0000"
      })
  void refusesWhatIsNotOneJsonObject(String body) {
    Answer answer = fleet.client.post("/v1/work", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("malformed");
    assertThat(Client.text(answer)).doesNotContain("jackson", "Exception", "Feature", "ObjectNode");
  }

  @Test
  void saysWhereTheJsonIsBroken() {
    assertThat(fleet.client.post("/v1/work", "{\n  \"title\": oops}").body().path("detail").asText()).contains("line 2, column 1");
    assertThat(fleet.client.post("/v1/work", "{\"title\":1,\"title\":2}").body().path("detail").asText()).contains("title", "twice");
  }

  @Test
  void refusesWhatIsNestedTooDeepAndNumbersWithoutEnd() {
    assertThat(post("{\"payload\":" + "[".repeat(200) + "]".repeat(200) + "}").code()).isEqualTo("malformed");
    assertThat(post("{\"payload\":" + "[".repeat(100_000)).code()).isEqualTo("malformed");
    assertThat(post("{\"payload\":" + "9".repeat(5_000) + "}").code()).isEqualTo("malformed");
    assertThat(post("{\"id\":\"deep\",\"work_type\":\"x\",\"title\":\"t\",\"payload\":" + "[".repeat(90) + "1e999999" + "]".repeat(90) + "}").status())
        .isEqualTo(201);
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] latin = "{\"title\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(fleet.client.send(fleet.client.json("/v1/work").POST(BodyPublishers.ofByteArray(latin))).code()).isEqualTo("malformed");
    byte[] wide = "{\"title\":\"x\"}".getBytes(StandardCharsets.UTF_16);
    assertThat(fleet.client.send(fleet.client.json("/v1/work").POST(BodyPublishers.ofByteArray(wide))).code()).isEqualTo("malformed");
  }

  @Test
  void refusesOtherContentTypes() {
    Answer form = fleet.client.send(fleet.client.request("/v1/work").header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString("a=b")));
    assertThat(form.status()).isEqualTo(415);
    assertThat(form.code()).isEqualTo("unsupported_media_type");
    assertThat(fleet.client.send(fleet.client.request("/v1/work").POST(BodyPublishers.ofString("{}"))).status()).isEqualTo(415);
    assertThat(fleet.client.send(fleet.client.request("/v1/agents/a-1").header("Content-Type", "application/json; charset=utf-8").PUT(BodyPublishers.ofString("{}"))).status())
        .isEqualTo(201);
  }

  @Test
  void refusesBodiesThatAreTooLargeWhetherAnnouncedOrNot() {
    byte[] large = ("{\"title\":\"" + "x".repeat(1024 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8);
    Answer announced = fleet.client.send(fleet.client.json("/v1/work").POST(BodyPublishers.ofByteArray(large)));
    assertThat(announced.status()).isEqualTo(413);
    assertThat(announced.code()).isEqualTo("too_large");
    assertThat(announced.body().path("limit").asLong()).isEqualTo(1024 * 1024);
    Answer streamed =
        fleet.client.send(fleet.client.json("/v1/work").POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));
    assertThat(streamed.code()).isEqualTo("too_large");
  }

  @Test
  void namesAllFieldsAtFaultAtOnce() {
    Answer answer = post("""
        {"work_typ": "x", "title": " ", "priority": "urgent", "lease_seconds": 0, "max_attempts": "3", "requires": ["ok", "not ok", 5],
         "run_at": "tomorrow", "story_points": 1.5, "id": "a/b", "depends_on": "w-1"}""");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder(
            "id", "work_type", "title", "priority", "requires[1]", "requires[2]", "depends_on", "run_at", "lease_seconds", "max_attempts",
            "story_points", "work_typ");
    assertThat(Client.text(answer)).contains("Did you mean work_type?");
  }

  @Test
  void refusesIdsThatCannotBe() {
    assertThat(fleet.client.get("/v1/work/a%20b").body().at("/errors/0/field").asText()).isEqualTo("work_id");
    assertThat(fleet.client.put("/v1/agents/" + "a".repeat(201), "{}").body().at("/errors/0/field").asText()).isEqualTo("agent_id");
    assertThat(fleet.client.get("/v1/work/w-1?at=now").code()).isEqualTo("invalid");
    assertThat(fleet.client.post("/v1/work", "{\"work_type\":\"x\",\"title\":\"t\"}", "Idempotency-Key", "k".repeat(201)).body().at("/errors/0/field").asText())
        .isEqualTo("Idempotency-Key");
  }

  @Test
  void refusesDependenciesThatDoNotExistAndItemsThatWaitForThemselves() {
    post("{\"id\":\"there\",\"work_type\":\"x\",\"title\":\"t\"}");
    Answer missing = post("{\"id\":\"new\",\"work_type\":\"x\",\"title\":\"t\",\"depends_on\":[\"there\",\"gone\"]}");
    assertThat(missing.code()).isEqualTo("invalid");
    assertThat(missing.body().path("errors").findValuesAsText("field")).containsExactly("depends_on[1]");
    Answer self = post("{\"id\":\"self\",\"work_type\":\"x\",\"title\":\"t\",\"depends_on\":[\"self\"]}");
    assertThat(self.status()).isEqualTo(409);
    assertThat(self.body().path("path").toString()).isEqualTo("[\"self\",\"self\"]");
    assertThat(post("{\"id\":\"unsure\",\"work_type\":\"x\",\"title\":\"t\",\"depends_on\":[\"silent\"]}").code()).isEqualTo("unavailable");
    assertThat(post("{\"id\":\"child\",\"work_type\":\"x\",\"title\":\"t\",\"depends_on\":[\"there\"]}").status()).isEqualTo(201);
  }

  private static Answer post(String body) {
    return fleet.client.post("/v1/work", body);
  }
}
