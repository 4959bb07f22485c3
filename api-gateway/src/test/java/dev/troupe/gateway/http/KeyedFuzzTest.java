package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.gateway.auth.Tokens;
import dev.troupe.gateway.http.Permissions.Access;
import dev.troupe.gateway.http.RouteTable.Row;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.WorkCommand;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Hostile input to every call of a server with keys, by callers of each role and by ones that prove nothing: never a fault, never more than the role may. The
 * agent's key is bound to {@code a-1}.
 */
class KeyedFuzzTest {
  private static final String ADMIN_KEY = "the-admin-key-of-this-very-test-0003";
  private static final int ROUNDS = 2_000;
  /** On a machine that is busy the rounds are fewer, not the suite slower. */
  private static final Duration BUDGET = Duration.ofSeconds(12);
  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final Map<KeyRole, String> KEYS = new EnumMap<>(KeyRole.class);
  private static final List<String> BAD = new ArrayList<>();
  private static Fleet fleet;
  private final Hostile hostile = new Hostile();

  @BeforeAll
  static void startTheFleetAndMakeKeysAndThingsThatLookLikeKeys() throws Exception {
    Tokens tokens = new Tokens();
    fleet = Fleet.start(true, "troupe.gateway.auth { mode = keys, admin-key = " + ADMIN_KEY + ", failures-per-minute = 1000 }\n" + tokens.settings());
    fleet.client.post("/v1/work", "{\"id\":\"w-1\",\"work_type\":\"x\",\"title\":\"t\"}", "Authorization", "Bearer " + ADMIN_KEY);
    fleet.client.put("/v1/agents/a-1", "{}", "Authorization", "Bearer " + ADMIN_KEY);
    for (KeyRole role : KeyRole.values()) {
      KEYS.put(role, made(role, "fuzz").path("key").asText());
    }
    var revoked = made(KeyRole.ADMIN, "revoked");
    fleet.client.delete("/v1/keys/" + revoked.path("id").asText(), "Authorization", "Bearer " + ADMIN_KEY);
    String token = tokens.rsa(Tokens.claims("admin").build());
    String[] parts = token.split("\\.");
    String none = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.US_ASCII));
    BAD.addAll(
        List.of(
            "Bearer " + revoked.path("key").asText(), "Bearer " + parts[0] + "." + parts[1] + ".", "Bearer " + none + "." + parts[1] + ".",
            "Bearer " + token.substring(0, token.length() - 9) + "AAAAAAAAA", "Bearer " + parts[1] + "." + parts[1] + "." + parts[2],
            "Bearer " + tokens.rsa(Tokens.claims("root").build()), "Bearer " + tokens.rsa(Tokens.claims("agent").build()),
            "Bearer " + tokens.rsa(Tokens.claims("admin").audience("another").build()), "Basic " + ADMIN_KEY, ADMIN_KEY, "Bearer", "Bearer ", "",
            "Bearer " + ADMIN_KEY + ADMIN_KEY, "Bearer " + ADMIN_KEY.toUpperCase(Locale.ROOT), "Bearer Bearer " + ADMIN_KEY, "Bearer trp__" + HEX,
            "Bearer trp_nobody_" + HEX, "Bearer trp_" + "x".repeat(64) + "_" + HEX, "Bearer trp_" + "x".repeat(65) + "_" + HEX, "Bearer trp_../a_" + HEX,
            "Bearer trp_|_" + HEX, "Bearer " + "x".repeat(8_000), "Bearer ..", "Bearer {}.{}.{}", "Bearer \u00e9\u00ff", "Digest username=\"a\", nonce=\"b\"",
            "Bearer " + ADMIN_KEY + ", Bearer " + ADMIN_KEY, "Negotiate a87421000492aa874209af8bc028", "=,=,;"));
  }

  @AfterAll
  static void stopTheFleet() {
    fleet.close();
  }

  private static JsonNode made(KeyRole role, String name) {
    String agents = role == KeyRole.AGENT ? ",\"agents\":[\"a-1\"]" : "";
    String spec = "{\"name\":\"" + name + "\",\"role\":\"" + role.name().toLowerCase(Locale.ROOT) + "\"" + agents + "}";
    return fleet.client.post("/v1/keys", spec, "Authorization", "Bearer " + ADMIN_KEY).body();
  }

  @Test
  void letsNoCallerDoMoreThanItsRoleMay() {
    long end = System.nanoTime() + BUDGET.toNanos();
    for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
      Row row = RouteTable.ROWS.get(round % RouteTable.ROWS.size());
      Optional<KeyRole> role = hostile.random.nextInt(5) == 0 ? Optional.empty() : Optional.of(hostile.pick(List.of(KeyRole.values())));
      String authorization = role.map(known -> "Bearer " + KEYS.get(known)).orElseGet(() -> hostile.pick(BAD));
      String path = hostile.path(row);
      String method = hostile.method(row);
      byte[] body = hostile.body();
      String what = "seed " + hostile.seed + ", round " + round + ", " + role + " " + authorization + ", " + method + " " + path;
      Set<String> before = fleet.everything();
      int asked = asked();
      int changes = changesAsked();
      HttpRequest.Builder request = hostile.request(fleet.client, method, path + hostile.query(row, method), body);
      Answer answer = fleet.client.send(request.setHeader("Authorization", authorization));
      assertThat(answer.status()).as(what).isLessThan(500);
      Optional<Access> access = RouteTable.find(method, path.replaceFirst("\\?.*", "")).map(Row::access);
      if (answer.status() >= 400) {
        assertThat(fleet.everything()).as(what).isEqualTo(before);
        FuzzTest.checkProblem(answer, method, what);
      }
      if (answer.status() == 401) {
        assertThat(role).as(what).isEmpty();
        assertThat(asked()).as(what).isEqualTo(asked);
      }
      if (role.isEmpty() && answer.status() < 400) {
        assertThat(access).as(what).isIn(Optional.empty(), Optional.of(Access.PUBLIC));
      }
      boolean mayNot = access.isPresent() && access.get() != Access.PUBLIC && role.filter(access.get()::allows).isEmpty();
      if (mayNot) {
        assertThat(answer.status()).as(what).isIn(400, 401, 403, 404, 405, 414, 429, 431);
        assertThat(asked()).as(what).isEqualTo(asked);
      }
      if (role.isEmpty() || role.get() == KeyRole.VIEWER) {
        assertThat(changesAsked()).as(what).isEqualTo(changes);
      }
      if (role.filter(known -> known == KeyRole.ADMIN).isEmpty()) {
        assertThat(keys(fleet.everything())).as(what).isEqualTo(keys(before));
      }
      if (role.filter(known -> known == KeyRole.AGENT).isPresent()) {
        assertThat(agents(fleet.everything())).as(what + " made or ended another agent").isEqualTo(agents(before));
      }
    }
  }

  /** Bytes that no client library sends. */
  @Test
  void answersAuthorizationsThatBreakHttp() throws IOException {
    Set<String> before = fleet.everything();
    for (int round = 0; round < 60; round++) {
      byte[] bytes = new byte[hostile.random.nextInt(200)];
      hostile.random.nextBytes(bytes);
      String value = new String(bytes, StandardCharsets.ISO_8859_1).replace("\n", "\r");
      String scheme = hostile.pick(List.of("Bearer ", "bearer\t", "Bearer trp_a_", "", "Basic "));
      String twice = hostile.random.nextBoolean() ? "" : "Authorization: Bearer x\r\n";
      String head = "POST /v1/work HTTP/1.1\r\nHost: x\r\n" + twice + "Authorization: " + scheme + value + "\r\nContent-Type: application/json\r\n"
          + "Content-Length: 33\r\n\r\n{\"work_type\":\"x\",\"title\":\"t\"}   ";
      String answer = FuzzTest.exchange(fleet.client.port, head);
      assertThat(answer).as("seed %d, round %d", hostile.seed, round).startsWith("HTTP/1.1 4").contains("application/problem+json");
    }
    assertThat(fleet.everything()).isEqualTo(before);
    assertThat(fleet.client.send(fleet.client.request("/v1/work/w-1").header("Authorization", "Bearer " + ADMIN_KEY).GET()).status()).isEqualTo(200);
  }

  /** Sent with a good key, so that it is looked at behind the door. */
  @Test
  void says413ToALargeBodyOfAKnownCallerAnd401ToAStrangers() {
    String large = "{\"title\":\"" + "x".repeat(2 << 20) + "\"}";
    assertThat(fleet.client.post("/v1/work", large, "Authorization", "Bearer " + KEYS.get(KeyRole.AGENT)).code()).isEqualTo("too_large");
    assertThat(fleet.client.post("/v1/work", large, "Authorization", "Bearer " + BAD.get(0)).code()).isEqualTo("unauthenticated");
    assertThat(fleet.client.post("/v1/work", large, "Authorization", "Bearer " + KEYS.get(KeyRole.VIEWER)).code()).isEqualTo("forbidden");
  }

  private static int asked() {
    return fleet.stubs.askedOfWork.size() + fleet.stubs.askedOfAgents.size() + fleet.stubs.askedOfBoard.size();
  }

  /** Reads aside. */
  private static int changesAsked() {
    return (int) fleet.stubs.askedOfWork.stream().filter(WorkCommand.Change.class::isInstance).count();
  }

  private static List<String> keys(Set<String> everything) {
    return everything.stream().filter(name -> name.startsWith("key ")).toList();
  }

  private static List<String> agents(Set<String> everything) {
    return everything.stream().filter(name -> name.startsWith("agent ")).toList();
  }
}
