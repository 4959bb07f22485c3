package dev.troupe.node;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import com.typesafe.config.Config;
import dev.troupe.gateway.GatewayServer;
import dev.troupe.gateway.GatewaySettings;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.gateway.client.CoordinatorSettings;
import dev.troupe.gateway.http.FleetHealth;
import dev.troupe.gateway.http.NodeHealth;
import dev.troupe.node.agent.AgentArchive;
import dev.troupe.node.board.Board;
import dev.troupe.node.board.BoardQueries;
import dev.troupe.node.board.BoardSettings;
import dev.troupe.node.census.Census;
import dev.troupe.node.feed.Feed;
import dev.troupe.node.journal.DatabaseSettings;
import dev.troupe.node.journal.JournalDatabase;
import dev.troupe.node.journal.Schema;
import dev.troupe.node.ops.DeadPeerWatch;
import dev.troupe.node.ops.NodeGauges;
import dev.troupe.node.scaling.ScalingAdvisor;
import dev.troupe.node.scaling.ScalingReport;
import dev.troupe.node.split.GivenUpNodes;
import dev.troupe.node.split.PauseWatch;
import dev.troupe.node.split.SplitBrain;
import dev.troupe.protocol.AgentView.Achievements;
import dev.troupe.telemetry.Telemetry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts one node: a coordinator, a gateway or both, as its roles say. Configuration comes from the environment; {@code reference.conf} and
 * the files beside it explain every key. Exits non-zero when it cannot start.
 */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final String GATEWAY_ROLE = "gateway";

  private Main() {}

  public static void main(String[] args) {
    try {
      start(NodeConfig.load(System.getenv()));
    } catch (RuntimeException e) {
      LOG.error("The node cannot start: {}", e.getMessage(), e);
      System.exit(1);
    }
  }

  /** Returns as soon as the node is on its way; {@code /health/ready} says when it has arrived. */
  static ActorSystem<Void> start(Config config) {
    SplitBrain.check(config);
    List<String> roles = config.getStringList("akka.cluster.roles");
    boolean coordinates = roles.contains(Entities.ROLE);
    CompletableFuture<?> schema = coordinates ? migrating(DatabaseSettings.of(config)) : CompletableFuture.completedFuture(0);
    Telemetry telemetry = Telemetry.start(config);
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "troupe", config);
    system.getWhenTerminated().whenComplete((done, failure) -> telemetry.close());
    NodeTls.startManagement(system);
    ClusterBootstrap.get(system).start();
    DeadPeerWatch.start(system);
    GivenUpNodes.start(system);
    schema.join();
    Optional<PauseWatch> pauses = PauseWatch.start(system);
    if (coordinates) {
      pauses.ifPresent(watch -> JournalDatabase.get(system).storesAs(watch.self(), watch::givenUp));
      startCoordinator(system, telemetry);
    } else {
      Entities.init(system, noArchive(), (team, after, limit) -> CompletableFuture.completedFuture(List.of()));
    }
    if (telemetry.isOn()) {
      NodeGauges.start(system, telemetry, coordinates);
    }
    if (roles.contains(GATEWAY_ROLE)) {
      startGateway(system, health(system, coordinates, pauses), telemetry.isOn());
    }
    return system;
  }

  /** Beside the start of everything else: nodes that start together wait for one of them to do it. */
  private static CompletableFuture<Integer> migrating(DatabaseSettings database) {
    return CompletableFuture.supplyAsync(
        () -> Schema.migrate(database.url(), database.user(), database.password()),
        work -> new Thread(work, "troupe-schema").start());
  }

  private static void startCoordinator(ActorSystem<Void> system, Telemetry telemetry) {
    BoardSettings settings = BoardSettings.of(system.settings().config());
    BoardQueries queries = new BoardQueries(system, JournalDatabase.get(system).dataSource(), settings);
    AgentArchive archive = new AgentArchive(queries::openClaims, queries::claimsOf, queries::achievements);
    Directory directory = Entities.init(system, archive, queries::readyWork);
    Board.start(system, queries, directory, settings);
    Feed.start(system);
    ActorRef<? super ScalingReport> scaling = ScalingAdvisor.start(system, telemetry, Entities.ROLE);
    if (telemetry.isOn()) {
      Census.start(
          system,
          JournalDatabase.get(system).dataSource(),
          Entities.ROLE,
          (ready, oldest) -> scaling.tell(new ScalingReport.Queue(ready, oldest)));
    }
  }

  private static void startGateway(ActorSystem<Void> system, NodeHealth health, boolean counted) {
    Config config = system.settings().config();
    Coordinator coordinator = Coordinator.start(system, CoordinatorSettings.from(config.getConfig("troupe.gateway")));
    if (counted) {
      FleetHealth.observe(system, coordinator);
    }
    GatewayServer.start(system, coordinator, GatewaySettings.from(config), health)
        .whenComplete(
            (port, failure) -> {
              if (failure != null) {
                LOG.error("The gateway cannot start: {}", failure.getMessage());
                CoordinatedShutdown.get(system).runAll(new CannotServe());
              }
            });
  }

  private static NodeHealth health(ActorSystem<Void> system, boolean coordinates, Optional<PauseWatch> pauses) {
    return new NodeHealth(
        Readiness.checks(system, coordinates), Formation.of(system)::needsThisNode, () -> pauses.isPresent() && pauses.get().maybeGivenUp());
  }

  /** Why a node goes down that could not open its gateway. */
  private static final class CannotServe implements CoordinatedShutdown.Reason {}

  /** A node without the coordinator role hosts no agent that could ask. */
  private static AgentArchive noArchive() {
    return new AgentArchive(
        id -> CompletableFuture.completedFuture(List.of()),
        (id, request) -> CompletableFuture.completedFuture(List.of()),
        id -> CompletableFuture.completedFuture(Achievements.NONE));
  }
}
