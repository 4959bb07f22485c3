package dev.troupe.node.feed;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.gateway.GatewayServer;
import dev.troupe.gateway.GatewaySettings;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.gateway.client.CoordinatorSettings;
import dev.troupe.gateway.http.NodeHealth;
import dev.troupe.node.journal.Schema;
import dev.troupe.node.journal.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A database whose journal is written by hand, and a cluster of nodes that give its events over HTTP. */
final class StoredJournal implements AutoCloseable {
  private static final String INSERT =
      """
      INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, event_ser_id, event_ser_manifest, event_payload,
        at, action, agent_id)
      VALUES (?, ?, 'test', 0, 1701, 'test', ?, ?, ?, 'ada')
      """;

  final TestPostgres.Database database = TestPostgres.newDatabase();
  final List<Integer> ports = new ArrayList<>();
  private final List<ActorSystem<Void>> nodes = new ArrayList<>();

  record Stored(String persistenceId, long version, String action, Instant at, String json) {
    static Stored work(String id, long version, Instant at) {
      return version == 1
          ? new Stored("work|" + id, 1, "work.added", at, "{\"spec\":{\"team\":\"blue\",\"work_type\":\"code\"}}")
          : new Stored("work|" + id, version, "work.progressed", at, "{\"lease_token\":7,\"percent\":5,\"by\":{\"actor\":\"a\",\"fingerprint\":\"f\"}}");
    }
  }

  StoredJournal() {
    Schema.migrate(database.url(), database.user(), database.password());
  }

  /** @param roles of the new node, such as {@code "coordinator", "gateway"} */
  ActorSystem<Void> join(String roles, String settings) throws Exception {
    Config config =
        ConfigFactory.parseString(
                """
                akka.cluster.roles = [%s], akka.remote.artery.canonical.port = 0, akka.loglevel = ERROR
                akka.cluster.jmx.multi-mbeans-in-same-jvm = on, akka.coordinated-shutdown.exit-jvm = off
                akka.coordinated-shutdown.run-by-actor-system-terminate = off
                troupe.gateway.port = 0, troupe.database.url = "%s", troupe.database.user = "%s"
                %s
                """
                    .formatted(roles, database.url(), database.user(), settings))
            .withFallback(ConfigFactory.parseResources("application.conf"))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "events", config);
    nodes.add(system);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(new Join(Cluster.get(nodes.get(0)).selfMember().address()));
    if (roles.contains("coordinator")) {
      Feed.start(system);
    }
    Coordinator coordinator = Coordinator.start(system, CoordinatorSettings.from(config.getConfig("troupe.gateway")));
    ports.add(
        GatewayServer.start(system, coordinator, GatewaySettings.from(config), new NodeHealth(List.of(), () -> CompletableFuture.completedFuture(true), () -> false))
            .toCompletableFuture().get(30, TimeUnit.SECONDS));
    return system;
  }

  static void insert(Connection connection, List<Stored> events) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Stored event : events) {
        insert.setString(1, event.persistenceId());
        insert.setLong(2, event.version());
        insert.setBytes(3, event.json().getBytes(StandardCharsets.UTF_8));
        insert.setObject(4, event.at().atOffset(ZoneOffset.UTC));
        insert.setString(5, event.action());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @Override
  public void close() {
    nodes.forEach(ActorTestKit::shutdown);
  }
}
