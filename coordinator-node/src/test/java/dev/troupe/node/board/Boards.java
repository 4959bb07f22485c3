package dev.troupe.node.board;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.projection.ProjectionBehavior;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** The board of a journal under test. */
final class Boards {
  private static final AtomicInteger names = new AtomicInteger();

  private Boards() {}

  /** Projects what the journal holds by now, and stops again. */
  static void project(WrittenJournal journal, BiConsumer<WorkId, WorkCommand> tellWork) {
    ActorRef<ProjectionBehavior.Command> projection =
        journal.system.systemActorOf(
            ProjectionBehavior.create(
                BoardProjection.projection(
                    journal.system, journal.dataSource(), journal.settings, () -> new BoardSession(journal.dataSource()), tellWork)),
            "once-" + names.incrementAndGet(),
            Props.empty());
    awaitCaughtUp(journal);
    TestProbe<Void> probe = TestProbe.create(journal.system);
    projection.tell(ProjectionBehavior.stopMessage());
    probe.expectTerminated(projection, Awaiting.PATIENCE);
  }

  static void project(WrittenJournal journal) {
    project(journal, (id, command) -> {});
  }

  static void stop(ActorRef<ProjectionBehavior.Command> projection) {
    projection.tell(ProjectionBehavior.stopMessage());
  }

  static void awaitCaughtUp(WrittenJournal journal) {
    Awaiting.until(() -> journal.ask(SummaryQuery.OLDEST_AHEAD), ahead -> ahead == null);
  }

  /** As before the first event. */
  static void forget(WrittenJournal journal) throws SQLException {
    journal.forget();
    journal.execute(
        "TRUNCATE work_board, work_dependency, work_count, agent_board, agent_achievement, agent_completion, ops_minute, key_board,"
            + " akka_projection_offset_store; UPDATE board_position SET txid = '0', ordering = 0");
  }
}
