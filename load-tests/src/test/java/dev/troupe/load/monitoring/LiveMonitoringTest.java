package dev.troupe.load.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.cli.Console;
import dev.troupe.cli.client.Agent;
import dev.troupe.cli.client.Claim;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.client.TroupeClient;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.cli.local.LocalPostgres;
import dev.troupe.telemetry.Label;
import dev.troupe.telemetry.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, one real Prometheus with the rules of monitoring/, and faults made and mended: what operators would see. */
class LiveMonitoringTest {
  private static final int NODES = 2;
  private static final Duration ALERT_LIMIT = Duration.ofSeconds(30);
  private static final Duration DASHBOARD_LIMIT = Duration.ofSeconds(3);

  @TempDir Path folder;

  private TroupeClient client;
  private LivePrometheus prometheus;
  private int items;

  @Test
  void seesTheFleetAndTellsOfFaults() throws IOException, InterruptedException, SQLException {
    DebianProgram program = DebianProgram.prometheus();
    OtlpReceiver receiver = OtlpReceiver.start();
    Map<String, String> tracing = Map.of("TROUPE_OTLP_ENDPOINT", receiver.url());
    LocalCluster cluster = LocalCluster.planned(new LocalCluster.Wish(folder.resolve("cluster"), NODES, 0, tracing));
    cluster.start(Console.standard());
    List<String> targets = cluster.nodes().stream().map(node -> "127.0.0.1:" + node.managementPort()).toList();
    try (receiver; LivePrometheus live = LivePrometheus.start(program, Files.createDirectory(folder.resolve("prometheus")), targets)) {
      prometheus = live;
      client = new TroupeClient(cluster.urls(), 0, TroupeClient.Settings.defaults());
      client.register("ada", new Agent.Registration(null, null, 10, null, null)).join();
      everyPanelHasData();
      servesExactlyWhatTheRegistryNames();
      followsOneClaimAcrossTheNodes(cluster, receiver);
      tellsOfADeadNode(cluster);
      tellsOfASilentDatabase(cluster);
      tellsOfABrokenPromise(cluster);
    } finally {
      cluster.stop();
    }
  }

  private void everyPanelHasData() throws IOException, InterruptedException {
    List<String> empty = queries().values().stream().flatMap(List::stream).distinct().collect(Collectors.toList());
    Await.until(
        "every query of every panel returns data",
        Duration.ofSeconds(90),
        () -> {
          workABit();
          empty.removeIf(this::hasData);
          return empty.isEmpty();
        },
        () -> "still empty: " + empty);
    for (Map.Entry<String, List<String>> dashboard : queries().entrySet()) {
      long begun = System.nanoTime();
      for (String query : dashboard.getValue()) {
        prometheus.query(query);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      System.out.printf("Dashboard %s: %d queries in %d ms%n", dashboard.getKey(), dashboard.getValue().size(), took.toMillis());
      assertThat(took).as(dashboard.getKey()).isLessThan(DASHBOARD_LIMIT);
    }
  }

  private boolean hasData(String query) {
    try {
      return !prometheus.query(query).isEmpty();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Claims, completes, leaves something ready, and asks for what is not there. */
  private void workABit() {
    List<NewWork> some = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      some.add(NewWork.of("item-" + items++, "test", "Something to do"));
    }
    client.addBatch(some).join();
    for (Claim claim : client.claimNext("ada", 3, Duration.ZERO, List.of()).join()) {
      client.complete(claim.work().id(), "ada", claim.leaseToken(), null).join();
    }
    client.get("item-nowhere").exceptionally(refused -> null).join();
  }

  /** By the JSON of the dashboards. */
  private static Map<String, List<String>> queries() throws IOException {
    Map<String, List<String>> queries = new TreeMap<>();
    try (Stream<Path> files = Files.list(DebianProgram.MONITORING.resolve("grafana/dashboards"))) {
      for (Path file : files.toList()) {
        JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
        List<String> own = queries.computeIfAbsent(dashboard.path("title").asText(), unknown -> new ArrayList<>());
        dashboard.path("panels").forEach(panel -> panel.path("targets").forEach(query -> own.add(query.path("expr").asText())));
      }
    }
    assertThat(queries).hasSizeGreaterThanOrEqualTo(7);
    return queries;
  }

  private void servesExactlyWhatTheRegistryNames() throws IOException, InterruptedException {
    Map<String, String> types = prometheus.types();
    Map<String, Set<String>> labels = prometheus.labels();
    for (Metric metric : Metric.values()) {
      assertThat(types).containsEntry(metric.text(), metric.kind().name().toLowerCase(Locale.ROOT));
      String series = metric.text() + (metric.kind() == Metric.Kind.HISTOGRAM ? "_bucket" : "");
      assertThat(labels.get(series)).as(series).isEqualTo(metric.labels().stream().map(Label::text).collect(Collectors.toSet()));
    }
    assertThat(types.keySet()).isEqualTo(Stream.of(Metric.values()).map(Metric::text).collect(Collectors.toSet()));
  }

  /** From the caller's span to the read side, without a missing link, on more than one node. */
  private void followsOneClaimAcrossTheNodes(LocalCluster cluster, OtlpReceiver receiver) throws InterruptedException, IOException {
    String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    String caller = "00f067aa0ba902b7";
    HttpClient http = HttpClient.newHttpClient();
    for (int i = 0; i < 2 * NODES; i++) {
      HttpRequest claim =
          HttpRequest.newBuilder(cluster.urls().get(i % NODES).resolve("/v1/agents/tracer-" + i))
              .header("content-type", "application/json")
              .PUT(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      http.send(claim, HttpResponse.BodyHandlers.discarding());
    }
    for (int i = 0; i < 2 * NODES; i++) {
      client.addBatch(List.of(NewWork.of("traced-" + i, "test", "To be followed"))).join();
      HttpRequest claim =
          HttpRequest.newBuilder(cluster.urls().get(i % NODES).resolve("/v1/agents/tracer-" + i + "/claims"))
              .header("content-type", "application/json")
              .header("traceparent", "00-" + traceId + "-" + caller + "-01")
              .POST(HttpRequest.BodyPublishers.ofString("{\"wait_seconds\":5}"))
              .build();
      HttpResponse<Void> answer = http.send(claim, HttpResponse.BodyHandlers.discarding());
      assertThat(answer.headers().firstValue("traceparent").orElseThrow()).startsWith("00-" + traceId + "-").endsWith("-01");
    }
    Map<String, String> parents =
        Map.of(
            "POST /v1/agents/{agent_id}/claims", "", "agent claim", "POST /v1/agents/{agent_id}/claims", "dispatch propose", "agent claim",
            "work store", "dispatch propose", "journal store", "work store", "board project", "work store");
    Await.until(
        "every part of each claim is there",
        Duration.ofSeconds(20),
        () -> parents.keySet().stream().allMatch(name -> count(receiver, traceId, name) >= 2 * NODES),
        () -> receiver.ofTrace(traceId).toString());
    List<OtlpReceiver.Received> spans = receiver.ofTrace(traceId);
    Map<String, OtlpReceiver.Received> byId = spans.stream().collect(Collectors.toMap(OtlpReceiver.Received::spanId, span -> span));
    for (OtlpReceiver.Received span : spans) {
      assertThat(span.endNanos()).isGreaterThanOrEqualTo(span.startNanos());
      if (span.name().startsWith("POST")) {
        assertThat(span.parentId()).isEqualTo(caller);
        assertThat(span.attributes()).containsEntry("http.response.status_code", "200");
      } else {
        assertThat(byId).as(span.toString()).containsKey(span.parentId());
        assertThat(byId.get(span.parentId()).name()).as(span.toString()).isEqualTo(parents.get(span.name()));
      }
    }
    assertThat(spans.stream().map(OtlpReceiver.Received::node).distinct()).as("nodes that took part").hasSize(NODES);
  }

  private static long count(OtlpReceiver receiver, String traceId, String name) {
    return receiver.ofTrace(traceId).stream().filter(span -> span.name().equals(name)).count();
  }

  /** The one with the higher address: of two nodes the resolver keeps the other. */
  private void tellsOfADeadNode(LocalCluster cluster) throws IOException, InterruptedException {
    int victim = cluster.nodes().get(0).remotePort() > cluster.nodes().get(1).remotePort() ? 1 : 2;
    assertThat(prometheus.fires("TroupeNodeDown")).isFalse();
    cluster.kill(victim);
    Duration told = Await.until("TroupeNodeDown fires", ALERT_LIMIT, () -> prometheus.fires("TroupeNodeDown"));
    cluster.restart(victim, Console.standard());
    Duration cleared = Await.until("it is cleared", ALERT_LIMIT, () -> !prometheus.fires("TroupeNodeDown"));
    System.out.printf("A dead node was told after %d ms, its return %d ms after it was ready%n", told.toMillis(), cleared.toMillis());
  }

  /** It hangs, as behind a dead disk or a firewall, and nobody writes meanwhile. */
  private void tellsOfASilentDatabase(LocalCluster cluster) throws IOException, InterruptedException {
    LocalPostgres postgres = LocalPostgres.running(cluster.dir()).orElseThrow();
    assertThat(prometheus.fires("TroupeDatabaseAway")).isFalse();
    postgres.signal("STOP");
    Duration told;
    try {
      told = Await.until("TroupeDatabaseAway fires", ALERT_LIMIT, () -> prometheus.fires("TroupeDatabaseAway"));
    } finally {
      postgres.signal("CONT");
    }
    Duration cleared = Await.until("it is cleared", ALERT_LIMIT, () -> !prometheus.fires("TroupeDatabaseAway"));
    System.out.printf("A silent database was told after %d ms, its return after %d ms%n", told.toMillis(), cleared.toMillis());
  }

  /** No node would write this: somebody else does, straight into the journal. */
  private void tellsOfABrokenPromise(LocalCluster cluster) throws IOException, InterruptedException, SQLException {
    client.addBatch(List.of(NewWork.of("forged", "test", "Claimed twice"))).join();
    client.claimById("forged", "ada").join();
    assertThat(prometheus.fires("TroupePromiseBroken")).isFalse();
    String again =
        """
        INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest, event_payload, at, action, agent_id)
        SELECT persistence_id, sequence_number + 1, 'forger', event_ser_id, event_ser_manifest, event_payload, at, action, agent_id
        FROM event_journal WHERE persistence_id = 'work|forged' AND action = 'work.claimed'
        """;
    try (Connection connection = cluster.connect(); PreparedStatement insert = connection.prepareStatement(again)) {
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
    Duration told = Await.until("TroupePromiseBroken fires", ALERT_LIMIT, () -> prometheus.fires("TroupePromiseBroken"));
    System.out.printf("Two live leases were told after %d ms%n", told.toMillis());
    assertThat(prometheus.query("troupe_invariant_violations_total{invariant=\"two_live_leases\"} == 1")).isNotEmpty();
    assertThat(prometheus.query("troupe_invariant_violations_total{invariant=\"token_not_larger\"} == 1")).isNotEmpty();
  }
}
