package dev.troupe.load.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.cli.Console;
import dev.troupe.cli.client.Agent;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.client.TroupeClient;
import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.cli.local.LocalPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real nodes and their PostgreSQL, broken in one way after the other: the health score is low as long as that lasts, says why, and is good again after. */
class HealthUnderFaultsTest {
  private static final double GOOD = 80;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  /** No node is given up before fifteen seconds have passed, so that there is time to look, and no agent is lost but by this test. */
  private static final Map<String, String> PATIENT =
      Map.of(
          "TROUPE_SBR_STABLE_AFTER", "15s",
          "TROUPE_NODE_JAVA_OPTS", "-Dtroupe.cluster.dead-peer-check=0s -Dtroupe.agent.lost-after=30m");

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private URI survivor;

  @Test
  void isLowAsLongAsSomethingIsBroken() throws IOException, InterruptedException, SQLException {
    LocalCluster cluster = LocalCluster.planned(new LocalCluster.Wish(folder.resolve("cluster"), 2, 0, PATIENT));
    cluster.start(Console.standard());
    try {
      // Of two nodes the resolver keeps the one with the lower address.
      ClusterRecord.Node kept = cluster.nodes().stream().min(Comparator.comparing(node -> Integer.toString(node.remotePort()))).orElseThrow();
      survivor = kept.url();
      TroupeClient client = new TroupeClient(List.of(survivor), 0, TroupeClient.Settings.defaults());
      client.register("ada", new Agent.Registration(null, null, 10, null, null)).join();
      isGoodAgain("at the start");
      fallsWhileOneNodeIsGone(cluster, kept.number() == 1 ? 2 : 1);
      fallsWhileTheReadSideIsHeldBack(cluster, client);
      fallsWhileAnItemIsOrphaned(cluster, client);
      fallsWhileTheDatabaseIsAway(cluster);
    } finally {
      cluster.stop();
    }
  }

  /** Whenever this node sees that another is gone, from the first look on, its score is low. */
  private void fallsWhileOneNodeIsGone(LocalCluster cluster, int victim) throws IOException, InterruptedException {
    cluster.kill(victim);
    Set<String> limits = new HashSet<>();
    String[] seen = new String[1];
    Await.until(
        "the other node is gone and given up",
        LIMIT,
        () -> {
          JsonNode status = status();
          seen[0] = status.toString();
          boolean gone = status.at("/cluster/unreachable").size() > 0 || !status.at("/cluster/members").findValuesAsText("status").stream().allMatch("up"::equals);
          if (gone) {
            assertThat(score(status)).as(status.toString()).isLessThan(GOOD);
            status.at("/health/limited_by").forEach(limit -> limits.add(limit.asText()));
          }
          return !limits.isEmpty() && status.at("/cluster/members").size() == 1;
        },
        () -> "it is: " + seen[0]);
    assertThat(limits).contains("member_gone");
    cluster.restart(victim, Console.standard());
    isGoodAgain("with both nodes");
  }

  /** A transaction that stays open holds every reader of the journal back. */
  private void fallsWhileTheReadSideIsHeldBack(LocalCluster cluster, TroupeClient client) throws IOException, InterruptedException, SQLException {
    try (Connection open = cluster.connect(); Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id()");
      client.add(NewWork.of("unseen", "test", "Not in any list")).join();
      // Below 80 means a part below 55, which is a lag above 60 - 0.55 × 59 = 27.55 s; the score is rounded. The next answer may be of the other node, which looked a moment earlier.
      assertThat(becomesLow("read_side").path("lag_seconds").asDouble()).isGreaterThan(27.5);
    }
    isGoodAgain("once the transaction has ended");
  }

  /** The sweep mends what it can see; that the holder was lost an hour ago is only written on the board. */
  private void fallsWhileAnItemIsOrphaned(LocalCluster cluster, TroupeClient client) throws IOException, InterruptedException, SQLException {
    // Claimed now, not at the start of the test: nobody renews this lease, and when it ends there is no orphan.
    client.add(NewWork.of("held", "test", "To be claimed")).join();
    client.claimById("held", "ada").join();
    try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
      Await.until("the claim is on the board", LIMIT, () -> statement.executeUpdate("UPDATE work_board SET lease_expires_at = now() - interval '1 hour' WHERE work_id = 'held' AND status = 'claimed'") == 1);
      statement.executeUpdate("UPDATE agent_board SET standing = 'lost', updated_at = now() - interval '1 hour' WHERE agent_id = 'ada'");
      assertThat(becomesLow("orphans").path("orphaned_items").asInt()).isEqualTo(1);
      statement.executeUpdate("UPDATE agent_board SET standing = 'enrolled', updated_at = now() WHERE agent_id = 'ada'");
      isGoodAgain("once the holder is back");
    }
  }

  private void fallsWhileTheDatabaseIsAway(LocalCluster cluster) throws IOException, InterruptedException {
    LocalPostgres postgres = LocalPostgres.running(cluster.dir()).orElseThrow();
    postgres.signal("STOP");
    try {
      becomesLow("read_side_silent");
    } finally {
      postgres.signal("CONT");
    }
    isGoodAgain("once the database answers");
    postgres.signal("KILL");
    becomesLow("read_side_silent");
  }

  /** The answer that said so. */
  private JsonNode becomesLow(String limit) throws InterruptedException {
    JsonNode[] seen = new JsonNode[1];
    Await.until(
        "the health score is low because of " + limit,
        LIMIT,
        () -> {
          JsonNode status = status();
          seen[0] = status;
          return score(status) < GOOD && status.at("/health/limited_by").toString().contains("\"" + limit + "\"");
        },
        () -> "it is: " + seen[0]);
    return seen[0];
  }

  private void isGoodAgain(String when) throws InterruptedException {
    String[] seen = new String[1];
    Await.until(
        "the health score is good " + when,
        LIMIT,
        () -> {
          JsonNode status = status();
          seen[0] = status.toString();
          return score(status) >= GOOD && status.at("/health/limited_by").isEmpty();
        },
        () -> "it is: " + seen[0]);
  }

  private static double score(JsonNode status) {
    return status.at("/health/score").asDouble(-1);
  }

  private JsonNode status() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(survivor.resolve("/v1/status")).timeout(Duration.ofSeconds(15)).build();
    return new ObjectMapper().readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }
}
