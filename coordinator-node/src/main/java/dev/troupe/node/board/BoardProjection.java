package dev.troupe.node.board;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import akka.projection.Projection;
import akka.projection.ProjectionBehavior;
import akka.projection.ProjectionId;
import akka.projection.jdbc.javadsl.JdbcProjection;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Keeps the board: one instance in the cluster, on a node with the role coordinator. Each event counts exactly once, over restarts and even
 * while two instances run. After a failure it begins again at the stored position, with the backoff of {@code akka.projection}.
 */
final class BoardProjection {
  static final ProjectionId ID = ProjectionId.of("board", "0");

  private BoardProjection() {}

  /** Has the cluster run it somewhere; to be called on every node with the role. */
  static void start(
      ActorSystem<?> system, DataSource dataSource, BoardSettings settings, String role, BiConsumer<WorkId, WorkCommand> tellWork) {
    ShardedDaemonProcess.get(system)
        .init(
            ProjectionBehavior.Command.class,
            "board",
            1,
            number -> ProjectionBehavior.create(projection(system, dataSource, settings, () -> new BoardSession(dataSource), tellWork)),
            ShardedDaemonProcessSettings.create(system).withRole(role),
            Optional.of(ProjectionBehavior.stopMessage()));
  }

  static Projection<JournalRecord> projection(
      ActorSystem<?> system,
      DataSource dataSource,
      BoardSettings settings,
      Supplier<BoardSession> sessions,
      BiConsumer<WorkId, WorkCommand> tellWork) {
    return JdbcProjection.<String, JournalRecord, BoardSession>groupedWithin(
            ID, new JournalStream(system, dataSource, settings), sessions, () -> new BoardHandler(tellWork), system)
        .withGroup(settings.groupSize(), settings.groupDuration());
  }
}
