package dev.troupe.load.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.Main;
import dev.troupe.cli.client.Agent;
import dev.troupe.cli.client.Claim;
import dev.troupe.cli.client.Json;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.client.TroupeClient;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.cli.store.Archive;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup brings back is what was there: every item's state and history; and what is damaged or in the way is refused. */
class BackupTest {
  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void bringsBackEveryItemAndItsHistory() throws Exception {
    Path busy = folder.resolve("busy.zip");
    Path quiet = folder.resolve("quiet.zip");
    Map<String, JsonNode> before;
    LocalCluster first = start("first");
    try {
      TroupeClient client = client(first);
      client.register("ada", new Agent.Registration(null, null, 1000, null, null)).join();
      List<String> added = add(client, 0, 40);
      work(client, added.subList(0, 10));
      backUpWhileBusy(client, busy);
      client.claimById(added.get(20), "ada").join();
      client.progress(added.get(20), "ada", 1, 40, "half-way\twith a tab\nand \\ a line").join();
      client.cancel(added.get(21), "not needed").join();
      backUp("first", quiet);
      assertThat(run("restore", quiet.toString(), "--data", folder.resolve("first").toString())).as("a store with nodes on it").isNotZero();
      before = everything(first, added);
    } finally {
      first.stop();
    }
    assertThat(run("restore", quiet.toString(), "--data", folder.resolve("first").toString())).as("a store with events").isNotZero();

    assertThat(run("restore", quiet.toString(), "--data", folder.resolve("second").toString(), "--dry-run")).isZero();
    assertThat(run("restore", quiet.toString(), "--data", folder.resolve("second").toString())).isZero();
    LocalCluster second = start("second");
    try {
      assertThat(everything(second, before.keySet())).isEqualTo(before);
      goesOn(client(second), second);
    } finally {
      second.stop();
    }
    restoresWhatWasTakenWhileNodesWorked(busy);
    refusesDamage(quiet);
  }

  /** Agents carry on: a lease from before is still good, new work is stored behind the old, and readers find what is new, and only that. */
  private void goesOn(TroupeClient client, LocalCluster cluster) throws Exception {
    client.complete("item-20", "ada", 1, null).join();
    completed++;
    work(client, add(client, 1000, 5));
    Instant limit = Instant.now().plusSeconds(60);
    JsonNode counts;
    do {
      counts = get(cluster, "/v1/status").path("work");
    } while (counts.path("completed").asInt() != completed && Instant.now().isBefore(limit));
    assertThat(counts.path("completed").asInt()).as("of %s", counts).isEqualTo(completed);
  }

  private int completed;

  private void work(TroupeClient client, List<String> items) {
    for (String item : items) {
      Claim claim = client.claimById(item, "ada").join();
      client.complete(item, "ada", claim.leaseToken(), Map.of("by", "ada")).join();
      completed++;
    }
  }

  private List<String> add(TroupeClient client, int from, int count) {
    List<NewWork> items = new ArrayList<>();
    for (int number = from; number < from + count; number++) {
      items.add(new NewWork("item-" + number, "test", "Item " + number, null, null, null, null, null, null, 3_600,
          null, null, null, null, null, null, null));
    }
    client.addBatch(items).join();
    return items.stream().map(NewWork::id).toList();
  }

  private void backUpWhileBusy(TroupeClient client, Path file) throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> busy = CompletableFuture.runAsync(() -> {
      for (int number = 100; !enough.get(); number++) {
        work(client, add(client, number, 1));
      }
    });
    int before = completed;
    while (completed < before + 3) {
      Thread.onSpinWait();
    }
    backUp("first", file);
    enough.set(true);
    busy.get();
  }

  private void backUp(String name, Path file) {
    assertThat(run("backup", "--to", file.toString(), "--data", folder.resolve(name).toString())).isZero();
  }

  private static int run(String... arguments) {
    return Main.run(new Main(), arguments);
  }

  /** State and history as the service tells them; a lease's clock begins anew where its item is recovered. */
  private Map<String, JsonNode> everything(LocalCluster cluster, Iterable<String> ids) throws Exception {
    Map<String, JsonNode> all = new TreeMap<>();
    for (String id : ids) {
      ObjectNode item = (ObjectNode) get(cluster, "/v1/work/" + id);
      item.remove("lease_expires_at");
      item.set("history", get(cluster, "/v1/work/" + id + "/history").path("items"));
      all.put(id, item);
    }
    return all;
  }

  private JsonNode get(LocalCluster cluster, String path) throws Exception {
    URI uri = cluster.urls().get(0).resolve(path);
    HttpResponse<String> answer = http.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.mapper().readTree(answer.body());
  }

  /** One snapshot: no entity with a hole in its history, and the board just as far as its position says. */
  private void restoresWhatWasTakenWhileNodesWorked(Path file) throws Exception {
    Path third = folder.resolve("third");
    assertThat(run("restore", file.toString(), "--data", third.toString())).isZero();
    try (dev.troupe.cli.local.LocalPostgres postgres = dev.troupe.cli.local.LocalPostgres.start(third); Connection connection = postgres.connect()) {
      assertThat(number(connection, "SELECT count(*) FROM (SELECT 1 FROM event_journal GROUP BY persistence_id HAVING count(*) <> max(sequence_number)) holes"))
        .isZero();
      assertThat(number(connection, "SELECT count(*) FROM work_board")).isEqualTo(number(connection,
        "SELECT count(*) FROM event_journal, board_position p WHERE action = 'work.added' AND p.name = 'board'"
        + " AND (event_journal.txid, event_journal.ordering) <= (p.txid, p.ordering)"));
    }
  }

  private static long number(Connection connection, String query) throws Exception {
    try (ResultSet rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void refusesDamage(Path good) throws Exception {
    byte[] bytes = Files.readAllBytes(good);
    Path damaged = folder.resolve("damaged.zip");
    for (int place = 0; place < bytes.length; place += 5) {
      byte[] changed = bytes.clone();
      changed[place] ^= (byte) (1 << place % Byte.SIZE);
      Files.write(damaged, changed);
      assertThatThrownBy(() -> verify(damaged)).as("byte %d of %d", place, bytes.length).isInstanceOf(CommandFailed.class);
    }
    for (int place : new int[] {bytes.length / 10, bytes.length / 3, bytes.length / 2}) {
      byte[] changed = bytes.clone();
      changed[place] ^= 0x10;
      Files.write(damaged, changed);
      assertThat(run("restore", damaged.toString(), "--data", folder.resolve("fourth").toString(), "--dry-run")).as("byte %d", place).isNotZero();
    }
    Files.write(damaged, java.util.Arrays.copyOf(bytes, bytes.length - 100));
    assertThat(run("restore", damaged.toString(), "--data", folder.resolve("fourth").toString(), "--dry-run")).as("cut short").isNotZero();
    Files.writeString(damaged, "no backup at all");
    assertThat(run("restore", damaged.toString(), "--data", folder.resolve("fourth").toString(), "--dry-run")).as("no backup").isNotZero();
  }

  private static void verify(Path file) throws Exception {
    try (Archive archive = Archive.open(file)) {
      archive.verify();
    }
  }

  private LocalCluster start(String name) throws Exception {
    LocalCluster cluster = LocalCluster.planned(new LocalCluster.Wish(folder.resolve(name), 1, 0));
    cluster.start(Console.standard());
    return cluster;
  }

  private static TroupeClient client(LocalCluster cluster) {
    return new TroupeClient(cluster.urls(), 0, TroupeClient.Settings.defaults());
  }
}
