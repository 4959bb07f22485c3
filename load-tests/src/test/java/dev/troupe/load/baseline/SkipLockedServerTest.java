package dev.troupe.load.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cli.client.Agent;
import dev.troupe.cli.client.Claim;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.client.RefusedException;
import dev.troupe.cli.client.TroupeClient;
import dev.troupe.cli.local.LocalPostgres;
import dev.troupe.load.check.Verdict;
import dev.troupe.load.measure.ProcessCosts;
import dev.troupe.load.scenario.Round;
import dev.troupe.load.scenario.RunCheck;
import dev.troupe.load.scenario.Stage;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Troupe is compared with must itself be right, or the comparison would flatter it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SkipLockedServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir
  static Path folder;
  private static LocalPostgres postgres;
  private static SkipLockedServer server;
  private static TroupeClient client;

  @BeforeAll
  static void start() throws Exception {
    postgres = LocalPostgres.start(folder);
    server = new SkipLockedServer(postgres.jdbcUrl(), postgres.user(), postgres.password(), SkipLockedProcess.SCHEMA, 8);
    client = new TroupeClient(List.of(url()), 0, TroupeClient.Settings.defaults());
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    postgres.close();
  }

  @Test
  void givesEachItemToOneAgentAndKeepsEveryTransition() throws Exception {
    Round.Costs costs = new Round.Costs(() -> 0, () -> 0, ProcessCosts::ownCpuSeconds);
    try (Stage queue = new Stage(List.of(url()), Optional.empty()); Stage handOver = new Stage(List.of(url()), Optional.empty())) {
      Round.Outcome outcome = Round.run(queue, handOver, new Round.Plan(20, 5, 0.5, 100), costs, () -> {});
      assertThat(outcome.items().itemsPerSecond()).isPositive();
      assertThat(outcome.itemsInBatches().itemsPerSecond()).isPositive();
      assertThat(outcome.handOver().p50()).isPositive();
      for (Stage stage : List.of(queue, handOver)) {
        assertThat(stage.surprises()).isEmpty();
        try (Connection connection = postgres.connect()) {
          Verdict verdict = RunCheck.check(stage.answers().byItem(), ids -> SkipLockedHistory.events(connection, ids));
          assertThat(verdict.violations()).isEmpty();
          assertThat(verdict.completed()).isPositive();
        }
      }
    }
  }

  @Test
  void refusesATokenThatIsNotTheNewest() {
    register("late", "tokens");
    register("next", "tokens");
    client.add(NewWork.of("w-token", "t", "T").withTeam("tokens").withLeaseSeconds(1)).join();
    Claim first = client.claimNext("late", 1, Duration.ZERO, List.of()).join().get(0);
    Claim second = client.claimNext("next", 1, PATIENCE, List.of()).join().get(0);
    assertThat(second.work().id()).isEqualTo("w-token");
    assertThat(second.leaseToken()).isGreaterThan(first.leaseToken());
    assertThat(code(client.complete("w-token", "late", first.leaseToken(), null))).isEqualTo("lease_lost");
    assertThat(client.complete("w-token", "next", second.leaseToken(), null).join().status()).isEqualTo("completed");
    assertThat(client.complete("w-token", "next", second.leaseToken(), null).join().status()).isEqualTo("completed");
  }

  @Test
  void handsNewWorkToWhoWaits() {
    register("waiter", "waiting");
    CompletableFuture<List<Claim>> waiting = client.claimNext("waiter", 1, PATIENCE, List.of());
    client.add(NewWork.of("w-wait", "t", "T").withTeam("waiting")).join();
    assertThat(waiting.join()).extracting(claim -> claim.work().id()).containsExactly("w-wait");
    assertThat(client.claimNext("waiter", 1, Duration.ofSeconds(1), List.of()).join()).isEmpty();
  }

  @Test
  void givesUrgentWorkFirstAndOnlyToWhoCanDoIt() {
    register("java", "order");
    client.addBatch(List.of(NewWork.of("w-low", "t", "T").withTeam("order").withPriority("low"), NewWork.of("w-high", "t", "T").withTeam("order").withPriority("high"))).join();
    assertThat(client.claimNext("java", 5, Duration.ZERO, List.of()).join()).extracting(claim -> claim.work().id()).containsExactly("w-high", "w-low");
    assertThat(code(client.complete("nothing", "java", 1, null))).isEqualTo("lease_lost");
  }

  @Test
  void takesAFailedAttemptBack() {
    register("failing", "fails");
    client.add(NewWork.of("w-fail", "t", "T").withTeam("fails")).join();
    Claim claim = client.claimNext("failing", 1, Duration.ZERO, List.of()).join().get(0);
    assertThat(client.fail("w-fail", "failing", claim.leaseToken(), "no", true).join().status()).isEqualTo("ready");
    assertThat(client.progress("w-fail", "failing", claim.leaseToken(), 50, null)).failsWithin(PATIENCE);
    Claim again = client.claimNext("failing", 1, Duration.ZERO, List.of()).join().get(0);
    assertThat(client.progress("w-fail", "failing", again.leaseToken(), 50, null).join().status()).isEqualTo("claimed");
    assertThat(client.heartbeat("failing").join().leases()).hasSize(1);
  }

  private static void register(String agent, String team) {
    client.register(agent, new Agent.Registration(team, List.of("java"), 10, null, null)).join();
  }

  private static String code(CompletableFuture<?> call) {
    try {
      call.join();
      return "none";
    } catch (CompletionException failed) {
      return ((RefusedException) failed.getCause()).problem().code();
    }
  }

  private static URI url() {
    return URI.create("http://127.0.0.1:" + server.port());
  }
}
