package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.WorkCommand;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static Fleet fleet;

  @BeforeAll
  static void startTheFleet() throws Exception {
    fleet = Fleet.start(true);
  }

  @AfterAll
  static void stopTheFleet() {
    fleet.close();
  }

  @Test
  void registersAnAgentOnceAndKnowsItAfterwards() {
    Answer first = fleet.client.put("/v1/agents/a-1", "{\"capabilities\":[\"java\"],\"capacity\":3}");
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.body().path("id").asText()).isEqualTo("a-1");
    assertThat(first.body().path("team").asText()).isEqualTo("default");
    assertThat(fleet.client.put("/v1/agents/a-1", "{}").status()).isEqualTo(200);
    assertThat(fleet.client.get("/v1/agents/a-1").status()).isEqualTo(200);
    assertThat(fleet.client.get("/v1/agents/nobody").code()).isEqualTo("not_found");
    assertThat(fleet.stubs.askedOfAgents).anySatisfy(asked ->
        assertThat(asked).isInstanceOfSatisfying(AgentCommand.Register.class, register -> {
          assertThat(register.cause().actor()).isEqualTo("agent:a-1");
          assertThat(register.cause().requestId()).isEmpty();
          assertThat(register.cause().fingerprint()).isEmpty();
        }));
  }

  @Test
  void beatsDrainsResumesAndRetires() {
    fleet.client.put("/v1/agents/a-2", "{}");
    Answer beat = fleet.client.post("/v1/agents/a-2/heartbeat", "{\"leases\":[{\"work_id\":\"w-1\",\"lease_token\":7}]}");
    assertThat(beat.status()).isEqualTo(200);
    assertThat(beat.body().at("/directives/0/kind").asText()).isEqualTo("cancel");
    assertThat(beat.body().at("/leases/0/valid").asBoolean()).isFalse();
    assertThat(beat.body().at("/leases/1/lease_expires_at").asText()).isEqualTo("2026-11-21T09:30:00.120Z");
    assertThat(fleet.client.send(fleet.client.request("/v1/agents/a-2/heartbeat").POST(java.net.http.HttpRequest.BodyPublishers.noBody())).status())
        .isEqualTo(200);
    assertThat(fleet.client.post("/v1/agents/a-2/drain", "").status()).isEqualTo(200);
    assertThat(fleet.client.post("/v1/agents/a-2/resume", "{}").status()).isEqualTo(200);
    assertThat(fleet.client.delete("/v1/agents/a-2?force=true").status()).isEqualTo(204);
    assertThat(fleet.stubs.lastOfAgents(AgentCommand.Retire.class).force()).isTrue();
    assertThat(fleet.client.delete("/v1/agents/a-2?force=yes").code()).isEqualTo("invalid");
    assertThat(fleet.client.delete("/v1/agents/a-2?forse=true").body().at("/errors/0/message").asText()).contains("Did you mean force?");
  }

  @Test
  void claimsNextAndById() {
    fleet.client.put("/v1/agents/a-3", "{}");
    Answer next = fleet.client.post("/v1/agents/a-3/claims", "{\"max\":2,\"wait_seconds\":1,\"work_types\":[\"review\"],\"teams\":[\"blue\"]}");
    assertThat(next.status()).isEqualTo(200);
    assertThat(next.body().at("/claims/0/lease_token").asLong()).isEqualTo(7);
    assertThat(next.body().at("/claims/0/work").has("lease_token")).isFalse();
    AgentCommand.ClaimNext asked = fleet.stubs.lastOfAgents(AgentCommand.ClaimNext.class);
    assertThat(asked.maxWait()).isEqualTo(Duration.ofSeconds(1));
    assertThat(asked.requestId().value()).hasSize(36);
    assertThat(fleet.client.post("/v1/agents/a-3/claims", "{\"max\":100}").body().path("claims")).isEmpty();
    Answer one = fleet.client.post("/v1/work/w-5/claim", "{\"agent_id\":\"a-3\",\"request_id\":\"r-1\"}");
    assertThat(one.body().at("/work/id").asText()).isEqualTo("w-5");
    assertThat(one.body().path("attempt").asInt()).isEqualTo(2);
    assertThat(fleet.stubs.lastOfAgents(AgentCommand.ClaimById.class).requestId().value()).isEqualTo("r-1");
  }

  @Test
  void addsWorkAndAnswersARepeatWithTheSameItem() {
    String body = "{\"id\":\"w-10\",\"work_type\":\"review\",\"title\":\"Look\",\"payload\":{\"b\":1,\"a\":[1.0]}}";
    Answer added = fleet.client.post("/v1/work", body);
    assertThat(added.status()).isEqualTo(201);
    assertThat(added.header("Location")).isEqualTo("/v1/work/w-10");
    assertThat(added.body().at("/payload").toString()).isEqualTo("{\"b\":1,\"a\":[1.0]}");
    assertThat(fleet.client.post("/v1/work", body).status()).isEqualTo(200);
    Answer other = fleet.client.post("/v1/work", body.replace("Look", "Leap"));
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.code()).isEqualTo("idempotency_key_reused");
    assertThat(fleet.client.get("/v1/work/w-10").status()).isEqualTo(200);
  }

  @Test
  void makesTheSameIdForTheSameKeyAndAnotherForEveryOtherCall() {
    String body = "{\"work_type\":\"review\",\"title\":\"Look\"}";
    Answer first = fleet.client.post("/v1/work", body, "Idempotency-Key", "k-1");
    Answer again = fleet.client.post("/v1/work", body.replace("}", ",\"request_id\":\"k-1\"}"));
    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().path("id")).isEqualTo(first.body().path("id"));
    var cause = fleet.stubs.lastOfWork(WorkCommand.Add.class).cause();
    assertThat(cause.requestId().orElseThrow().value()).isEqualTo("k-1");
    assertThat(cause.fingerprint()).matches("[0-9a-f]{32}");
    assertThat(fleet.client.post("/v1/work", body).body().path("id")).isNotEqualTo(fleet.client.post("/v1/work", body).body().path("id"));
    assertThat(fleet.client.post("/v1/work", body.replace("}", ",\"request_id\":\"k-2\"}"), "Idempotency-Key", "k-1").code())
        .isEqualTo("invalid");
  }

  @Test
  void givesARepeatTheSameFingerprintWhateverTheOrderOfItsFields() {
    fleet.client.post("/v1/work", "{\"work_type\":\"review\",\"title\":\"Look\"}", "Idempotency-Key", "k-3");
    String first = fleet.stubs.lastOfWork(WorkCommand.Add.class).cause().fingerprint();
    fleet.client.post("/v1/work", "{\"title\":\"Look\",\"request_id\":\"k-3\",\"work_type\":\"review\"}");
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Add.class).cause().fingerprint()).isEqualTo(first);
    fleet.client.post("/v1/work", "{\"title\":\"Leap\",\"request_id\":\"k-3\",\"work_type\":\"review\"}");
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Add.class).cause().fingerprint()).isNotEqualTo(first);
  }

  @Test
  void passesOnWhatTheHolderReports() {
    fleet.client.post("/v1/work", "{\"id\":\"w-20\",\"work_type\":\"review\",\"title\":\"Look\"}");
    String holder = "\"agent_id\":\"a-1\",\"lease_token\":7";
    Answer progress = fleet.client.post("/v1/work/w-20/progress",
        "{" + holder + ",\"percent\":40,\"note\":\"half\",\"checkpoint\":{\"at\":3},\"usage\":{\"tokens_in\":5,\"cost_usd\":0.25}}");
    assertThat(progress.status()).isEqualTo(200);
    var report = fleet.stubs.lastOfWork(WorkCommand.ReportProgress.class);
    assertThat(report.checkpoint().orElseThrow().value()).isEqualTo("{\"at\":3}");
    assertThat(report.usage().orElseThrow().costUsd()).isEqualByComparingTo("0.25");
    assertThat(report.cause().actor()).isEqualTo("agent:a-1");
    assertThat(fleet.client.post("/v1/work/w-20/complete", "{" + holder + ",\"result\":[1],\"outcome\":\"partial\"}").status()).isEqualTo(200);
    assertThat(fleet.client.post("/v1/work/w-20/fail", "{" + holder + ",\"reason\":\"broken\",\"retryable\":false}").status()).isEqualTo(200);
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Fail.class).retryable()).isFalse();
    assertThat(fleet.client.post("/v1/work/w-20/release", "{" + holder + ",\"handoff\":\"see b\"}").status()).isEqualTo(200);
    assertThat(fleet.client.post("/v1/work/w-20/cancel", "{\"reason\":\"not needed\"}").status()).isEqualTo(200);
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Cancel.class).cause().actor()).isEqualTo("anonymous");
    assertThat(fleet.client.post("/v1/work/w-20/retry", "").status()).isEqualTo(200);
  }

  @Test
  void showsTheStatusOfTheFleet() {
    Answer status = fleet.client.get("/v1/status");
    assertThat(status.status()).isEqualTo(200);
    assertThat(status.body().at("/cluster/members")).hasSize(1);
    assertThat(status.body().at("/cluster/members/0/status").asText()).isEqualTo("up");
    assertThat(status.body().at("/cluster/leader").asText()).startsWith("akka://");
    assertThat(status.body().at("/version").asText()).isEqualTo("1.2.3");
    assertThat(status.body().at("/agents/active").asInt()).isEqualTo(3);
    assertThat(status.body().at("/work/blocked").asInt()).isZero();
    assertThat(status.body().at("/ops_last_hour").asInt()).isEqualTo(42);
    assertThat(status.body().at("/lag_seconds").asDouble()).isEqualTo(0.25);
    assertThat(status.body().at("/health/parts/agents").asDouble()).isEqualTo(75.0);
    assertThat(status.body().at("/health/note").isNull()).isTrue();
  }

  @Test
  void saysHowManyNodesThereShouldBe() {
    Answer scaling = fleet.client.get("/v1/scaling");
    assertThat(scaling.status()).isEqualTo(200);
    assertThat(scaling.body().at("/nodes").asInt()).isEqualTo(3);
    assertThat(scaling.body().at("/recommended_nodes").asInt()).isEqualTo(5);
    assertThat(scaling.body().at("/action").asText()).isEqualTo("scale_up");
    assertThat(scaling.body().at("/reason").asText()).isEqualTo("Much waits.");
    assertThat(scaling.body().at("/signals/0/signal").asText()).isEqualTo("ready_items");
    assertThat(scaling.body().at("/signals/0/nodes").asInt()).isEqualTo(5);
    assertThat(scaling.body().at("/signals/1/value").isNull()).isTrue();
  }

  @Test
  void saysWhetherItIsReady() {
    assertThat(fleet.client.get("/health/live").status()).isEqualTo(200);
    assertThat(fleet.client.get("/health/ready").body().at("/checks/0/ok").asBoolean()).isTrue();
    fleet.journalFailure.set(java.util.Optional.of("Expected the journal to answer, but it did not."));
    Answer notReady = fleet.client.get("/health/ready");
    fleet.journalFailure.set(java.util.Optional.empty());
    assertThat(notReady.status()).isEqualTo(503);
    assertThat(notReady.body().at("/checks/0/name").asText()).isEqualTo("journal");
    assertThat(notReady.body().at("/ready").asBoolean()).isFalse();
  }

  /** What replaces containers must leave alone a node the cluster forms with, and one that only lost its database for a while. */
  @Test
  void hasStartedOnceItWasReadyOrIsNeeded() throws Exception {
    try (Fleet young = Fleet.start(false)) {
      young.journalFailure.set(java.util.Optional.of("Expected the journal to answer, but it did not."));
      assertThat(young.client.get("/health/started").status()).isEqualTo(503);
      young.neededToForm.set(true);
      assertThat(young.client.get("/health/started").status()).isEqualTo(200);
      young.neededToForm.set(false);
      assertThat(young.client.get("/health/started").status()).isEqualTo(503);
      young.journalFailure.set(java.util.Optional.empty());
      assertThat(young.client.get("/health/started").status()).isEqualTo(200);
      young.journalFailure.set(java.util.Optional.of("Expected the journal to answer, but it did not."));
      assertThat(young.client.get("/health/started").status()).isEqualTo(200);
    }
  }

  @Test
  void keepsTheTraceOfTheCaller() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    Answer answer = fleet.client.post("/v1/work", "{\"work_type\":\"x\",\"title\":\"y\"}", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
    assertThat(answer.header("traceparent")).startsWith("00-" + trace + "-").endsWith("-01").doesNotContain("00f067aa0ba902b7");
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Add.class).cause().traceId()).contains(trace);
    assertThat(fleet.client.get("/nowhere").header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
  }
}
