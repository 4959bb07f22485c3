package dev.troupe.node.board;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import dev.troupe.node.Directory;
import dev.troupe.node.journal.JournalDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;

/** Starts the read side on this node. */
public final class Board {
  static final String ROLE = "coordinator";

  private Board() {}

  /**
   * To be called once on every node with the role coordinator, after the schema is there and sharding is set up. Starts the projection and the
   * sweep (one of each in the cluster) and the service that answers {@link dev.troupe.protocol.BoardQuery} (one on each node).
   *
   * @param queries what this node asks the board; made before the entities, which ask it too
   * @param directory reaches the entities, wherever they live
   */
  public static void start(ActorSystem<?> system, BoardQueries queries, Directory directory, BoardSettings settings) {
    DataSource dataSource = JournalDatabase.get(system).dataSource();
    BoardProjection.start(system, dataSource, settings, ROLE, directory.work());
    BoardReads reads = new BoardReads(system, dataSource, settings, Clock.systemUTC());
    startService(system, queries, reads, settings);
    startKeyList(system, queries);
    startSweep(system, queries, new Sweep.Wakes(directory.work(), directory.agents()), settings);
  }

  private static void startService(ActorSystem<?> system, BoardQueries queries, BoardReads reads, BoardSettings settings) {
    system.systemActorOf(
        Behaviors.supervise(BoardService.create(queries::summary, reads::answer, settings)).onFailure(restart()), "board", Props.empty());
  }

  private static void startKeyList(ActorSystem<?> system, BoardQueries queries) {
    system.systemActorOf(
        Behaviors.supervise(KeyListService.create(queries::keys, InstantSource.system())).onFailure(restart()), "key-list", Props.empty());
  }

  private static void startSweep(ActorSystem<?> system, BoardQueries queries, Sweep.Wakes wakes, BoardSettings settings) {
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(
                    Behaviors.supervise(Sweep.create(queries, wakes, settings.sweep())).onFailure(restart()), "board-sweep")
                .withSettings(ClusterSingletonSettings.create(system).withRole(ROLE)));
  }

  private static SupervisorStrategy restart() {
    return SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);
  }
}
