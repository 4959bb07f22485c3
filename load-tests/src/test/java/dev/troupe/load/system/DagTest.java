package dev.troupe.load.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.Console;
import dev.troupe.cli.client.Agent;
import dev.troupe.cli.client.BatchResult;
import dev.troupe.cli.client.Claim;
import dev.troupe.cli.client.Json;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.client.RefusedException;
import dev.troupe.cli.client.TroupeClient;
import dev.troupe.cli.client.Work;
import dev.troupe.cli.local.LocalCluster;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs of dependencies through a real node; {@code -Dtroupe.dag.items=10000} makes the large one as large. */
class DagTest {
  private static final int ITEMS = Integer.getInteger("troupe.dag.items", 1_000);
  private static final int ROOTS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static LocalCluster cluster;
  private static TroupeClient client;

  @BeforeAll
  static void start() throws IOException {
    cluster = LocalCluster.planned(new LocalCluster.Wish(folder.resolve("cluster"), 1, 0));
    cluster.start(Console.standard());
    client = new TroupeClient(cluster.urls(), 0, TroupeClient.Settings.defaults());
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.stop();
  }

  /** Roots, many items that wait for two of them, and as many that wait for one of those and a root. */
  @Test
  void freesEachItemOnceWhenAllItWaitsForIsCompleted() {
    client.register("worker", new Agent.Registration("dag", null, 1_000, null, null)).join();
    List<NewWork> all = new ArrayList<>();
    IntStream.range(0, ROOTS).forEach(i -> all.add(item("root-" + i, "dag")));
    int middle = (ITEMS - ROOTS) / 2;
    IntStream.range(0, middle).forEach(i -> all.add(item("middle-" + i, "dag", "root-" + i % ROOTS, "root-" + (i * 7 + 3) % ROOTS)));
    IntStream.range(0, ITEMS - ROOTS - middle).forEach(i -> all.add(item("leaf-" + i, "dag", "middle-" + i % middle, "root-" + i % ROOTS)));
    Map<String, List<String>> waitsFor = all.stream().collect(Collectors.toMap(NewWork::id, NewWork::dependsOn));
    Instant begun = Instant.now();
    addInBatches(all);
    Instant added = Instant.now();
    Set<String> done = new HashSet<>();
    while (done.size() < ITEMS) {
      List<Claim> claims = client.claimNext("worker", 100, Duration.ofSeconds(30), List.of()).join();
      assertThat(claims).as("%d of %d are done, so some must become ready", done.size(), ITEMS).isNotEmpty();
      for (Claim claim : claims) {
        assertThat(done).as("what %s waits for", claim.work().id()).containsAll(waitsFor.get(claim.work().id()));
      }
      claims.stream().map(claim -> client.complete(claim.work().id(), "worker", claim.leaseToken(), null)).toList().forEach(completed -> completed.join());
      claims.forEach(claim -> assertThat(done.add(claim.work().id())).as("%s for the first time", claim.work().id()).isTrue());
    }
    System.out.printf("%d items added in %d ms, all done %d ms later%n", ITEMS, Duration.between(begun, added).toMillis(), Duration.between(added, Instant.now()).toMillis());
  }

  @Test
  void refusesACycleWithItsPathAndAddsTheRestOfTheBatch() throws IOException, InterruptedException {
    List<NewWork> batch = new ArrayList<>();
    IntStream.range(0, 200).forEach(i -> batch.add(item("ring-" + i, "rings", "ring-" + (i + 1) % 200)));
    batch.add(item("waits-for-the-ring", "rings", "ring-7"));
    batch.add(item("free", "rings"));
    JsonNode results = post("/v1/work/batch", Json.mapper().createObjectNode().set("items", Json.mapper().valueToTree(batch))).path("results");
    for (int i = 0; i < 201; i++) {
      JsonNode problem = results.path(i).path("problem");
      assertThat(problem.path("code").asText()).as("%s", results.path(i)).isEqualTo("dependency_cycle");
      assertThat(problem.path("path")).as("all of the ring, and where it began again").hasSize(201);
      assertThat(problem.path("path").path(0)).isEqualTo(problem.path("path").path(200));
    }
    assertThat(results.path(201).path("status").asInt()).isIn(200, 201);
    for (String absent : List.of("ring-0", "ring-199", "waits-for-the-ring")) {
      assertThat(refusal(absent)).isEqualTo("not_found");
    }
    assertThat(client.get("free").join().status()).isEqualTo("ready");
  }

  @Test
  void holdsWhatWaitsForAFailedItemUntilItIsRetriedAndCompleted() {
    client.register("mender", new Agent.Registration("fails", null, null, null, null)).join();
    addInBatches(List.of(item("shaky", "fails"), item("patient", "fails", "shaky")));
    Claim first = client.claimById("shaky", "mender").join();
    assertThat(client.fail("shaky", "mender", first.leaseToken(), "It broke.", false).join().status()).isEqualTo("failed");
    assertThat(client.get("patient").join().status()).isEqualTo("blocked");
    client.retry("shaky").join();
    assertThat(client.get("patient").join().status()).isEqualTo("blocked");
    Claim second = client.claimById("shaky", "mender").join();
    client.complete("shaky", "mender", second.leaseToken(), null).join();
    List<Claim> freed = client.claimNext("mender", 1, Duration.ofSeconds(30), List.of()).join();
    assertThat(freed).extracting(claim -> claim.work().id()).containsExactly("patient");
  }

  @Test
  void cancelsWhateverWaitsForACancelledItemThroughEveryLevel() {
    List<NewWork> all = new ArrayList<>(List.of(item("doomed", "ends"), item("other", "ends")));
    IntStream.range(0, 50).forEach(i -> all.add(item("child-" + i, "ends", "doomed", "other")));
    IntStream.range(0, 50).forEach(i -> all.add(item("grandchild-" + i, "ends", "child-" + i)));
    addInBatches(all);
    assertThat(client.cancel("doomed", "No longer wanted.").join().status()).isEqualTo("cancelled");
    all.stream().map(NewWork::id).filter(id -> id.contains("child")).forEach(id -> awaitStatus(id, "cancelled"));
    assertThat(client.get("other").join().status()).isEqualTo("ready");
  }

  private static JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(cluster.urls().get(0).resolve(path)).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.toString())).build();
    return Json.mapper().readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
  }

  private static void addInBatches(List<NewWork> items) {
    for (int from = 0; from < items.size(); from += 1_000) {
      List<BatchResult> results = client.addBatch(items.subList(from, Math.min(items.size(), from + 1_000))).join();
      assertThat(results.stream().filter(result -> !result.accepted()).toList()).as("refused").isEmpty();
    }
  }

  private static void awaitStatus(String id, String wanted) {
    Instant deadline = Instant.now().plus(PATIENCE);
    Work work = client.get(id).join();
    while (!work.status().equals(wanted)) {
      assertThat(Instant.now()).as("%s is still %s", id, work.status()).isBefore(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      work = client.get(id).join();
    }
  }

  private static NewWork item(String id, String team, String... dependsOn) {
    NewWork item = NewWork.of(id, "test", "An item of a graph").withTeam(team).withLeaseSeconds(600);
    return item.withDependsOn(Stream.of(dependsOn).distinct().toList());
  }

  private static String refusal(String id) {
    try {
      return client.get(id).join().status();
    } catch (CompletionException refused) {
      return ((RefusedException) refused.getCause()).problem().code();
    }
  }
}
