package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.gateway.Client;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.gateway.auth.Tokens;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.WorkCommand;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may make which call, over HTTP, for each role and each call there is. */
class GateTest {
  private static final String ADMIN_KEY = "the-admin-key-of-this-very-test-0001";
  private static final List<String> ROLES = List.of("agent", "viewer", "operator", "admin");

  /** Written down a second time, so that a change of the table is a change of two places. Letters: the roles that may. */
  private static final String EXPECTED =
      """
      GET /health/live public
      GET /health/ready public
      GET /health/started public
      GET /docs public
      GET /docs/* public
      GET /v1/openapi.json public
      GET /v1/status viewer operator admin
      GET /v1/scaling viewer operator admin
      GET /v1/audit viewer operator admin
      GET /v1/events viewer operator admin
      GET /v1/agents viewer operator admin
      GET /v1/agents/{agent} agent viewer operator admin
      PUT /v1/agents/{agent} agent operator admin
      DELETE /v1/agents/{agent} agent operator admin
      POST /v1/agents/{agent}/claims agent operator admin
      POST /v1/agents/{agent}/heartbeat agent operator admin
      POST /v1/agents/{agent}/drain agent operator admin
      POST /v1/agents/{agent}/resume agent operator admin
      GET /v1/work agent viewer operator admin
      POST /v1/work agent operator admin
      POST /v1/work/batch agent operator admin
      POST /v1/work/complete agent operator admin
      GET /v1/work/* agent viewer operator admin
      GET /v1/work/*/history agent viewer operator admin
      POST /v1/work/*/claim agent operator admin
      POST /v1/work/*/progress agent operator admin
      POST /v1/work/*/complete agent operator admin
      POST /v1/work/*/fail agent operator admin
      POST /v1/work/*/release agent operator admin
      POST /v1/work/*/cancel agent operator admin
      POST /v1/work/*/approve agent operator admin
      POST /v1/work/*/reject agent operator admin
      POST /v1/work/*/retry agent operator admin
      GET /v1/keys admin
      POST /v1/keys admin
      GET /v1/keys/* admin
      DELETE /v1/keys/* admin
      """;

  private static final Map<String, String> KEYS = new TreeMap<>();
  private static Fleet fleet;
  private static Tokens tokens;

  @BeforeAll
  static void startTheFleetAndMakeAKeyForEachRole() throws Exception {
    tokens = new Tokens();
    fleet =
        Fleet.start(true, "troupe.gateway.auth { mode = keys, admin-key = " + ADMIN_KEY + ", failures-per-minute = 1000 }\n" + tokens.settings());
    for (String role : ROLES) {
      String agents = role.equals("agent") ? ",\"agents\":[\"team-a-*\",\"ada\"]" : "";
      KEYS.put(role, make("{\"name\":\"" + role + "-1\",\"role\":\"" + role + "\"" + agents + "}").path("key").asText());
    }
    call("POST", "/v1/work", ADMIN_KEY, "{\"id\":\"w-1\",\"work_type\":\"x\",\"title\":\"t\"}");
    call("PUT", "/v1/agents/team-a-1", ADMIN_KEY, "{}");
    call("PUT", "/v1/agents/team-b-1", ADMIN_KEY, "{}");
  }

  @AfterAll
  static void stopTheFleet() {
    fleet.close();
  }

  static Stream<String> calls() {
    return EXPECTED.lines();
  }

  @Test
  void knowsEachCallOfTheTableAndNoTwoForOne() {
    Set<String> table = new TreeSet<>();
    Permissions.TABLE.forEach(entry -> table.add(entry.method() + " /" + String.join("/", entry.path())));
    assertThat(table).hasSize(Permissions.TABLE.size());
    assertThat(calls().map(line -> line.split(" ")[0] + " " + line.split(" ")[1])).containsExactlyInAnyOrderElementsOf(table);
    for (Permissions.Entry entry : Permissions.TABLE) {
      List<Permissions.Entry> covering = new ArrayList<>(Permissions.TABLE);
      covering.removeIf(other -> !other.method().equals(entry.method()) || !other.covers(entry.path()));
      assertThat(covering).as(entry.toString()).containsExactly(entry);
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void letsEachRoleMakeItsCallsAndNoOther(String line) {
    List<String> words = List.of(line.split(" "));
    // A stream has no end, so it is asked for with a query that is refused once the caller was let in.
    String query = words.get(1).equals("/v1/events") ? "?nonsense=1" : "";
    String path = words.get(1).replace("{agent}", "team-a-1").replace("*", "1") + query;
    for (String role : ROLES) {
      Answer answer = call(words.get(0), path, KEYS.get(role), "{}");
      if (words.contains(role) || words.contains("public")) {
        assertThat(answer.status()).as(role).isNotIn(401, 403).isLessThan(500);
      } else {
        assertThat(answer.status()).as(role).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("forbidden");
      }
    }
    Answer stranger = call(words.get(0), path, "", "{}");
    if (words.contains("public")) {
      assertThat(stranger.status()).isNotIn(401, 403);
    } else {
      assertThat(stranger.status()).isEqualTo(401);
      assertThat(stranger.code()).isEqualTo("unauthenticated");
      assertThat(stranger.header("WWW-Authenticate")).startsWith("Bearer");
    }
  }

  @Test
  void bindsAnAgentsKeyToItsAgentsInThePath() {
    for (String call : List.of("GET ", "PUT ", "DELETE ", "POST /claims", "POST /heartbeat", "POST /drain", "POST /resume")) {
      String method = call.substring(0, call.indexOf(' '));
      Answer answer = call(method, "/v1/agents/team-b-1" + call.substring(call.indexOf(' ') + 1), KEYS.get("agent"), "{}");
      assertThat(answer.status()).as(call).isEqualTo(403);
      assertThat(answer.body().path("detail").asText()).contains("team-b-1", "key:agent-1");
    }
    assertThat(call("GET", "/v1/agents/team%2Db-1", KEYS.get("agent"), "").status()).isEqualTo(403);
    assertThat(call("PUT", "/v1/agents/ada", KEYS.get("agent"), "{}").status()).isEqualTo(201);
    assertThat(call("PUT", "/v1/agents/adam", KEYS.get("agent"), "{}").status()).isEqualTo(403);
    assertThat(call("PUT", "/v1/agents/a%20b", KEYS.get("agent"), "{}").status()).isEqualTo(422);
  }

  @Test
  void bindsAnAgentsKeyToItsAgentsInTheBody() {
    Map<String, String> bodies =
        Map.of(
            "claim", "", "progress", ",\"lease_token\":7,\"percent\":5", "complete", ",\"lease_token\":7",
            "fail", ",\"lease_token\":7,\"reason\":\"r\"", "release", ",\"lease_token\":7");
    bodies.forEach(
        (verb, rest) -> {
          String path = "/v1/work/w-1/" + verb;
          assertThat(call("POST", path, KEYS.get("agent"), "{\"agent_id\":\"team-b-1\"" + rest + "}").status()).as(verb).isEqualTo(403);
          assertThat(call("POST", path, KEYS.get("agent"), "{\"agent_id\":\"team-a-1\"" + rest + "}").status()).as(verb).isEqualTo(200);
          assertThat(call("POST", path, KEYS.get("operator"), "{\"agent_id\":\"team-b-1\"" + rest + "}").status()).as(verb).isEqualTo(200);
        });
    Answer batch =
        call(
            "POST", "/v1/work/complete", KEYS.get("agent"),
            "{\"items\":[{\"work_id\":\"w-1\",\"agent_id\":\"team-b-1\",\"lease_token\":7},{\"work_id\":\"w-1\",\"agent_id\":\"team-a-1\",\"lease_token\":7}]}");
    assertThat(batch.body().at("/results/0/problem/code").asText()).isEqualTo("forbidden");
    assertThat(batch.body().at("/results/1/status").asInt()).isEqualTo(200);
  }

  @Test
  void writesDownWhichKeyActed() {
    call("POST", "/v1/work/w-1/claim", KEYS.get("agent"), "{\"agent_id\":\"team-a-1\"}");
    assertThat(fleet.stubs.lastOfAgents(AgentCommand.ClaimById.class).cause().actor()).isEqualTo("key:agent-1");
    call("POST", "/v1/work/w-1/cancel", KEYS.get("operator"), "{}");
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Cancel.class).cause().actor()).isEqualTo("key:operator-1");
    call("POST", "/v1/work/w-1/cancel", ADMIN_KEY, "{}");
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Cancel.class).cause().actor()).isEqualTo("admin-key");
  }

  @Test
  void takesATokenOfTheIssuerAsWell() throws Exception {
    String operator = tokens.rsa(Tokens.claims("operator").build());
    assertThat(call("POST", "/v1/work/w-1/cancel", operator, "{}").status()).isEqualTo(200);
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Cancel.class).cause().actor()).isEqualTo("jwt:ada@example");
    assertThat(call("GET", "/v1/keys", operator, "").status()).isEqualTo(403);
    assertThat(call("GET", "/v1/status", operator.substring(0, operator.length() - 8) + "AAAAAAAA", "").status()).isEqualTo(401);
  }

  @Test
  void showsASecretOnceAndNeverAgain() {
    JsonNode made = make("{\"name\":\"once\",\"role\":\"viewer\",\"expires_at\":\"2030-01-01T00:00:00Z\"}");
    String key = made.path("key").asText();
    assertThat(key).matches("trp_[0-9a-z]+_[0-9a-f]{64}");
    String id = made.path("id").asText();
    assertThat(made.path("status").asText()).isEqualTo("active");
    String secret = key.substring(key.lastIndexOf('_') + 1);
    for (String path : List.of("/v1/keys", "/v1/keys?limit=500", "/v1/keys/" + id)) {
      Answer answer = call("GET", path, KEYS.get("admin"), "");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(Client.text(answer)).contains(id).doesNotContain(secret, "secret", "hash");
    }
    assertThat(call("GET", "/v1/keys/nobody", KEYS.get("admin"), "").code()).isEqualTo("not_found");
  }

  @Test
  void repeatsTheMakingOfAKeyWithoutItsSecret() {
    String body = "{\"name\":\"twice\",\"role\":\"viewer\",\"request_id\":\"r-1\"}";
    Answer first = call("POST", "/v1/keys", ADMIN_KEY, body);
    Answer second = call("POST", "/v1/keys", ADMIN_KEY, body);
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.header("Location")).endsWith("/v1/keys/" + first.body().path("id").asText());
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body().path("id")).isEqualTo(first.body().path("id"));
    assertThat(second.body().has("key")).isFalse();
    assertThat(call("POST", "/v1/keys", ADMIN_KEY, body.replace("twice", "thrice")).code()).isEqualTo("idempotency_key_reused");
  }

  @Test
  void endsAKeyForGood() {
    JsonNode made = make("{\"name\":\"short-lived\",\"role\":\"viewer\"}");
    String path = "/v1/keys/" + made.path("id").asText();
    assertThat(call("DELETE", path, ADMIN_KEY, "").status()).isEqualTo(204);
    assertThat(call("DELETE", path, ADMIN_KEY, "").status()).isEqualTo(204);
    assertThat(call("GET", path, ADMIN_KEY, "").body().path("status").asText()).isEqualTo("revoked");
    assertThat(call("GET", "/v1/status", made.path("key").asText(), "").status()).isEqualTo(401);
    assertThat(call("DELETE", "/v1/keys/nobody", ADMIN_KEY, "").status()).isEqualTo(404);
  }

  @Test
  void listsKeysByPages() {
    Answer first = call("GET", "/v1/keys?limit=1", ADMIN_KEY, "");
    assertThat(first.body().path("items")).hasSize(1);
    Answer second = call("GET", "/v1/keys?limit=1&cursor=" + first.body().path("next_cursor").asText(), ADMIN_KEY, "");
    assertThat(second.body().at("/items/0/id")).isNotEqualTo(first.body().at("/items/0/id"));
    assertThat(second.body().has("as_of")).isTrue();
    for (String query : List.of("limit=0", "limit=501", "limit=x", "limit=99999999999", "cursor=%20", "cursor=a_b", "from=a")) {
      assertThat(call("GET", "/v1/keys?" + query, ADMIN_KEY, "").code()).as(query).isEqualTo("invalid");
    }
  }

  @Test
  void refusesKeysThatMakeNoSense() {
    for (String body :
        List.of(
            "{\"role\":\"viewer\"}", "{\"name\":\"x\"}", "{\"name\":\"x\",\"role\":\"root\"}", "{\"name\":\"a b\",\"role\":\"viewer\"}",
            "{\"name\":\"x\",\"role\":\"agent\"}", "{\"name\":\"x\",\"role\":\"viewer\",\"agents\":[\"a\"]}",
            "{\"name\":\"x\",\"role\":\"agent\",\"agents\":[\"a*b\"]}", "{\"name\":\"x\",\"role\":\"viewer\",\"expires_at\":\"soon\"}")) {
      Answer answer = call("POST", "/v1/keys", ADMIN_KEY, body);
      assertThat(answer.status()).as(body).isEqualTo(422);
    }
  }

  @Test
  void answersALargeCallOfAStrangerInsteadOfBreakingItOff() {
    assertThat(call("POST", "/v1/work", "", "x".repeat(4 << 20)).status()).isEqualTo(401);
    assertThat(call("POST", "/v1/nothing", "", "x".repeat(4 << 20)).status()).isEqualTo(404);
  }

  private static JsonNode make(String body) {
    Answer answer = call("POST", "/v1/keys", ADMIN_KEY, body);
    assertThat(answer.status()).as(Client.text(answer)).isEqualTo(201);
    return answer.body();
  }

  /** @param key empty for none */
  private static Answer call(String method, String path, String key, String body) {
    var request = fleet.client.json(path).method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return fleet.client.send(key.isEmpty() ? request : request.header("Authorization", "Bearer " + key));
  }
}
