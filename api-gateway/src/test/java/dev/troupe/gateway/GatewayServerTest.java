package dev.troupe.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.CoordinatedShutdown;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.gateway.http.NodeHealth;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GatewayServerTest {

  @Test
  void turnsReadinessOffBeforeItStopsListeningAndFinishesCallsUnderWay() throws Exception {
    Fleet fleet = Fleet.start(false);
    assertThat(fleet.client.get("/health/ready").status()).isEqualTo(200);
    CompletableFuture<Answer> underWay = CompletableFuture.supplyAsync(() -> fleet.client.post("/v1/work/silent/retry", ""));
    var stopped = CoordinatedShutdown.get(fleet.kit.system()).runAll(CoordinatedShutdown.unknownReason());
    Answer draining = fleet.client.get("/health/ready");
    while (draining.status() == 200) {
      draining = fleet.client.get("/health/ready");
    }
    assertThat(draining.status()).isEqualTo(503);
    assertThat(draining.body().at("/checks/0/name").asText()).isEqualTo("draining");
    assertThat(fleet.client.get("/health/live").status()).isEqualTo(200);
    assertThat(underWay.get(10, TimeUnit.SECONDS).code()).isEqualTo("outcome_unknown");
    stopped.toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> fleet.client.get("/health/live")).hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void saysAtOnceThatItBelongsToNoCluster() throws Exception {
    ActorTestKit kit = ActorTestKit.create("Alone", ConfigFactory.parseResources("application-test.conf").withFallback(ConfigFactory.load()));
    try {
      GatewaySettings settings = GatewaySettings.from(kit.system().settings().config());
      NodeHealth health = new NodeHealth(List.of(), () -> CompletableFuture.completedFuture(false), () -> false);
      int port =
          GatewayServer.start(kit.system(), Coordinator.start(kit.system(), settings.asks()), settings, health).toCompletableFuture().get(20, TimeUnit.SECONDS);
      Client client = new Client(port);
      Answer refused = client.get("/v1/work/any");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("unavailable");
      assertThat(refused.body().path("detail").asText()).contains("looks for the others", "Nothing was done");
      assertThat(client.post("/v1/work/any/retry", "").code()).as("a change").isEqualTo("unavailable");
      assertThat(client.get("/health/live").status()).isEqualTo(200);
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void tellsNobodyAnythingWhileItMayHaveBeenGivenUp() throws Exception {
    try (Fleet fleet = Fleet.start(false)) {
      assertThat(fleet.client.get("/v1/work/first").code()).as("answered by the item").isNotEqualTo("unavailable");
      fleet.maybeGivenUp.set(true);
      Answer refused = fleet.client.get("/v1/work/first");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("unavailable");
      assertThat(refused.body().path("detail").asText()).contains("still a member", "Nothing was done");
      assertThat(fleet.client.post("/v1/work/first/retry", "").code()).as("a change").isEqualTo("unavailable");
      assertThat(fleet.client.get("/health/live").status()).isEqualTo(200);
      assertThat(fleet.client.get("/v1/status").status()).as("asked most when something is wrong").isEqualTo(200);
      fleet.maybeGivenUp.set(false);
      assertThat(fleet.client.get("/v1/work/first").code()).isNotEqualTo("unavailable");
    }
  }

  @Test
  void refusesToBeOpenByAccident() {
    assertThatThrownBy(() -> GatewayServer.start(null, null, settings("host = \"0.0.0.0\""), null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("TROUPE_INSECURE_OPEN");
  }

  @Test
  void refusesSettingsThatDoNotFitTogether() {
    assertThatThrownBy(() -> settings("idle-timeout = 60 s")).hasMessageContaining("idle-timeout");
    assertThatThrownBy(() -> settings("max-batch-body = 1 KiB")).hasMessageContaining("max-body <= max-batch-body");
    assertThatThrownBy(() -> settings("write-timeout = 1 ms")).hasMessageContaining("write-timeout");
    assertThatThrownBy(() -> settings("batch-timeout = 1 s")).hasMessageContaining("batch-timeout");
    assertThatThrownBy(() -> settings("port = 70000")).hasMessageContaining("port");
    assertThatThrownBy(() -> settings("max-waiting = 0")).hasMessageContaining("max-waiting");
    assertThatThrownBy(() -> settings("overload.always = 0")).hasMessageContaining("overload.always");
    assertThatThrownBy(() -> settings("overload.answer-within = 61 s")).hasMessageContaining("overload.answer-within");
    assertThatThrownBy(() -> settings("rate.calls-per-second = -1")).hasMessageContaining("rate.calls-per-second");
    assertThatThrownBy(() -> settings("rate { calls-per-second = 1000, burst = 5 }")).hasMessageContaining("rate.burst");
    assertThatThrownBy(() -> settings("rate.max-callers = 0")).hasMessageContaining("rate.max-callers");
    assertThat(settings("").port()).isEqualTo(8080);
  }

  private static GatewaySettings settings(String change) {
    Config config = ConfigFactory.parseString("troupe.gateway { " + change + " }").withFallback(ConfigFactory.parseResources("reference.conf")).resolve();
    return GatewaySettings.from(config);
  }
}
