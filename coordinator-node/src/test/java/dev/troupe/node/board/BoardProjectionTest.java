package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.projection.ProjectionBehavior;
import dev.troupe.node.board.WrittenJournal.Numbered;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.node.work.WorkState;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkCommand.DependencyEnded;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each event reaches the board, and counts once, whatever happens to the projection. */
class BoardProjectionTest {
  private static final WrittenJournal journal = new WrittenJournal(Map.of("troupe.board.group-size", 20));
  private static final AtomicInteger names = new AtomicInteger();

  private final List<ActorRef<ProjectionBehavior.Command>> running = new ArrayList<>();
  private final List<Map.Entry<WorkId, WorkCommand>> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void forgetEverything() throws SQLException {
    Boards.forget(journal);
  }

  @AfterEach
  void stop() {
    running.forEach(Boards::stop);
  }

  @AfterAll
  static void close() {
    journal.close();
  }

  @Test
  void countsEachEventOnceOverRestartsFailedCommitsAndTwoInstances() throws SQLException {
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    System.out.println("projection: seed " + seed);
    Random random = new Random(seed);
    AtomicLong failures = new AtomicLong();
    Supplier<BoardSession> unreliable = unreliable(new Random(seed + 1), failures);
    start(unreliable);
    start(unreliable);
    Ledger ledger = new Ledger();
    try (Connection connection = journal.database.connect()) {
      connection.setAutoCommit(false);
      for (int transaction = 0; transaction < 300; transaction++) {
        journal.insert(connection, ledger.somethingHappens(random));
        connection.commit();
        if (transaction % 60 == 59) {
          Boards.stop(running.remove(0));
          start(unreliable);
        }
      }
    }
    Boards.awaitCaughtUp(journal);
    System.out.println("projection: " + ledger.events.size() + " events, " + failures + " failed commits");
    assertThat(failures.get()).isPositive();
    ledger.assertShownOn(journal);
  }

  @Test
  void tellsDependentsWhatIsOver() throws SQLException {
    start(() -> new BoardSession(journal.dataSource()));
    WorkId first = new WorkId("first");
    WorkId second = new WorkId("second");
    WorkId third = new WorkId("third");
    journal.store(first, Story.added(Story.NOON, Priority.LOW));
    journal.store(second, Story.added(Story.NOON, Priority.LOW, first));
    journal.store(first, Story.claimed(Story.ADA, 1, Story.NOON), Story.completed(Story.ADA, 1, Story.NOON.plusSeconds(9)));
    Awaiting.until(() -> told, hints -> hints.contains(Map.entry(second, (WorkCommand) new DependencyEnded(first, WorkStatus.COMPLETED))));
    journal.store(second, Story.met(first, Story.NOON), Story.cancelled(Optional.empty(), Story.NOON));
    // Added when its dependency was over already.
    journal.store(third, Story.added(Story.NOON, Priority.LOW, second));
    Awaiting.until(() -> told, hints -> hints.contains(Map.entry(third, (WorkCommand) new DependencyEnded(second, WorkStatus.CANCELLED))));
    Boards.awaitCaughtUp(journal);
    assertThat(told).hasSize(2);
    assertThat(journal.ask("SELECT string_agg(work_id || '>' || depends_on || ' ' || ended_as, ',') FROM work_dependency"))
        .isEqualTo("third>second cancelled");
  }

  @Test
  void makesTheBoardAnewWhenItIsSetBackWhileItRuns() throws SQLException {
    start(() -> new BoardSession(journal.dataSource()));
    journal.store(new WorkId("before"), Story.added(Story.NOON, Priority.LOW));
    Boards.awaitCaughtUp(journal);
    journal.execute(
        "BEGIN; TRUNCATE work_board, work_count; DELETE FROM akka_projection_offset_store;"
            + " UPDATE board_position SET txid = '0', ordering = 0; COMMIT");
    journal.store(new WorkId("after"), Story.added(Story.NOON, Priority.LOW));
    Boards.awaitCaughtUp(journal);
    assertThat(journal.ask("SELECT string_agg(work_id, ',' ORDER BY work_id) FROM work_board")).isEqualTo("after,before");
    assertThat(journal.ask("SELECT sum(n) FROM work_count")).isEqualTo("2");
  }

  @Test
  void refusesToGoOnWhereAnEventIsMissing() {
    WorkId work = new WorkId("w-17");
    BoardGroup group = new BoardGroup(Map.of(), Map.of());
    group.add(record(work, 1, Story.added(Story.NOON, Priority.LOW)));
    group.add(record(work, 1, Story.added(Story.NOON, Priority.LOW)));
    assertThat(group.counts()).containsOnly(Map.entry(new BoardGroup.Cell(Story.TEAM, WorkStatus.READY), 1));
    assertThatThrownBy(() -> group.add(record(work, 3, Story.progressed(Story.ADA, 1, 5, Story.NOON))))
        .hasMessage("Expected event 2 of work w-17, but the journal goes on with 3.");
  }

  @Test
  void keepsTheNewerRowWhenAnOlderOneComesLate() throws SQLException {
    WorkId work = new WorkId("w-18");
    BoardRow older = BoardRow.added(work, Story.added(Story.NOON, Priority.LOW), 1);
    BoardRow newer = older.after(Story.claimed(Story.ADA, 1, Story.NOON), 2);
    try (Connection connection = journal.database.connect()) {
      WorkTable.add(connection, List.of(newer));
      WorkTable.change(connection, List.of(older));
      assertThat(WorkTable.load(connection, List.of(work))).containsEntry(work, newer);
    }
  }

  private static JournalRecord record(WorkId id, long number, WorkEvent event) {
    return JournalRecord.of(new JournalPosition(5, number), JournalPosition.START, "work|" + id, number, event.at(), event);
  }

  private void start(Supplier<BoardSession> sessions) {
    running.add(
        journal.system.systemActorOf(
            ProjectionBehavior.create(
                BoardProjection.projection(
                    journal.system, journal.dataSource(), journal.settings, sessions, (id, command) -> told.add(Map.entry(id, command)))),
            "projection-" + names.incrementAndGet(),
            Props.empty()));
  }

  /** One commit in five fails, half of these after it was done: as when the answer is lost. */
  private static Supplier<BoardSession> unreliable(Random random, AtomicLong failures) {
    return () ->
        new BoardSession(journal.dataSource()) {
          @Override
          public void commit() throws SQLException {
            int luck = random.nextInt(10);
            if (luck == 0) {
              failures.incrementAndGet();
              throw new SQLException("not committed, as the test wants it");
            }
            super.commit();
            if (luck == 1) {
              failures.incrementAndGet();
              throw new SQLException("committed, but the answer is lost, as the test wants it");
            }
          }
        };
  }

  /** What has happened, kept apart from the board's own code. */
  private static final class Ledger {
    private final Map<WorkId, WorkState> items = new TreeMap<>();
    private final Map<AgentId, Integer> completed = new TreeMap<>();
    private final Map<AgentId, Integer> failed = new TreeMap<>();
    private final Map<String, Integer> operations = new TreeMap<>();
    final List<WorkEvent> events = new ArrayList<>();
    private Instant at = Story.NOON;

    Ledger() {
      for (int i = 0; i < 60; i++) {
        WorkId id = new WorkId("w-" + i);
        items.put(id, new WorkState.Absent(id));
      }
    }

    List<Numbered> somethingHappens(Random random) {
      List<Numbered> stored = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(8); i++) {
        at = at.plusMillis(random.nextInt(2_000));
        WorkId id = new WorkId("w-" + random.nextInt(60));
        WorkState before = items.get(id);
        Story.next(random, before, at)
            .ifPresent(
                event -> {
                  items.put(id, Story.evolve(before, event));
                  count(before, event);
                  events.add(event);
                  stored.add(journal.next(id, event));
                });
      }
      return stored;
    }

    private void count(WorkState before, WorkEvent event) {
      if (event instanceof WorkEvent.WorkCompleted done) {
        completed.merge(done.agent(), 1, Integer::sum);
      } else if (event instanceof WorkEvent.ReviewApproved) {
        completed.merge(((WorkState.InReview) before).delivery().agent(), 1, Integer::sum);
      } else if (event instanceof WorkEvent.AttemptFailed || event instanceof WorkEvent.WorkFailed || event instanceof WorkEvent.LeaseExpired) {
        failed.merge(((WorkEvent.OfLease) event).agent(), 1, Integer::sum);
      }
      if (List.of("work.claimed", "work.progressed", "work.completed", "work.submitted", "work.released").contains(event.action())) {
        operations.merge(event.action(), 1, Integer::sum);
      }
    }

    void assertShownOn(WrittenJournal journal) throws SQLException {
      Map<String, Object> expected = new TreeMap<>();
      Map<String, Object> edges = new TreeMap<>();
      Map<String, Object> counts = new TreeMap<>();
      items.forEach(
          (id, state) -> {
            if (state instanceof WorkState.Present present) {
              String status = Columns.lower(present.status());
              expected.put(id.value(), status + " " + present.item().version() + " " + present.item().attempts().lastToken());
              counts.merge(status, 1L, (sum, one) -> (Long) sum + 1);
              if (state instanceof WorkState.Blocked blocked) {
                blocked.open().forEach(open -> edges.put(id + ">" + open, 1L));
              }
            }
          });
      assertThat(rows("SELECT work_id, status || ' ' || version || ' ' || lease_token FROM work_board")).isEqualTo(expected);
      assertThat(rows("SELECT status, n FROM work_count WHERE n <> 0")).isEqualTo(counts);
      assertThat(rows("SELECT work_id || '>' || depends_on, 1::bigint FROM work_dependency")).isEqualTo(edges);
      assertThat(rows("SELECT agent_id, completed FROM agent_achievement WHERE completed > 0")).isEqualTo(longs(completed));
      assertThat(rows("SELECT agent_id, failed FROM agent_achievement WHERE failed > 0")).isEqualTo(longs(failed));
      assertThat(rows("SELECT agent_id, count(*) FROM agent_completion GROUP BY agent_id")).isEqualTo(longs(completed));
      assertThat(rows("SELECT action, sum(n)::bigint FROM ops_minute GROUP BY action")).isEqualTo(longs(operations));
    }

    private static Map<String, Object> longs(Map<?, Integer> counted) {
      Map<String, Object> longs = new TreeMap<>();
      counted.forEach((key, n) -> longs.put(key.toString(), (long) n));
      return longs;
    }

    private static Map<String, Object> rows(String sql) throws SQLException {
      Map<String, Object> found = new TreeMap<>();
      try (Connection connection = journal.database.connect();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          found.put(rows.getString(1), rows.getObject(2));
        }
      }
      return found;
    }
  }
}
