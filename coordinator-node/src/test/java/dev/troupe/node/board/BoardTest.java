package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import dev.troupe.node.Directory;
import dev.troupe.node.journal.JournalDatabase;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentFilter;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentView;
import dev.troupe.protocol.AuditFilter;
import dev.troupe.protocol.BoardQuery;
import dev.troupe.protocol.BoardQuery.BoardReply;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkCommand.DependencyEnded;
import dev.troupe.protocol.WorkFilter;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import dev.troupe.protocol.WorkView;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole read side in a cluster of one node, from the journal to what it tells. */
class BoardTest {
  private static final WrittenJournal journal =
      new WrittenJournal(
          Map.of(
              "akka.actor.provider", "cluster",
              "akka.cluster.roles", List.of("coordinator"),
              "troupe.board.sweep.period", "100ms",
              "troupe.board.sweep.grace", "100ms",
              "troupe.board.sweep.wakes-per-second", "30",
              "troupe.board.sweep.wake-again-after", "2s"));
  private static final List<Map.Entry<WorkId, WorkCommand>> toWork = new CopyOnWriteArrayList<>();
  private static final List<Map.Entry<AgentId, AgentCommand>> toAgents = new CopyOnWriteArrayList<>();
  private static BoardQueries board;

  @BeforeAll
  static void start() throws SQLException {
    // Held by nodes that are gone; their leases have not lapsed, so only a walk finds them.
    Instant now = Instant.now();
    for (int i = 0; i < 10; i++) {
      journal.store(new WorkId("orphan-" + i), Story.added(now, Priority.LOW), Story.claimed(Story.ADA, 1, now));
    }
    journal.store(Story.ADA, Story.registered(Story.ADA, now));
    journal.store(Story.BOB, Story.registered(Story.BOB, now));
    Boards.project(journal);
    Cluster cluster = Cluster.get(journal.system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    board = new BoardQueries(journal.system, JournalDatabase.get(journal.system).dataSource(), journal.settings);
    Directory directory =
        new Directory(
            (id, told) -> toWork.add(Map.entry(id, told)), (id, told) -> toAgents.add(Map.entry(id, told)), (id, told) -> {});
    Board.start(journal.system, board, directory, journal.settings);
  }

  @AfterAll
  static void close() {
    journal.close();
  }

  @Test
  void projectsWhileItRuns() throws SQLException {
    WorkId first = new WorkId("first");
    WorkId second = new WorkId("second");
    journal.store(first, Story.added(Instant.now(), Priority.LOW));
    journal.store(second, Story.added(Instant.now(), Priority.LOW, first));
    Awaiting.until(
        () -> Awaiting.answer(board.readyWork(Story.TEAM, Optional.empty(), 100)), ready -> ready.stream().map(ReadyWork::id).toList().contains(first));
    journal.store(first, Story.claimed(Story.BOB, 1, Instant.now()), Story.completed(Story.BOB, 1, Instant.now()));
    Awaiting.until(() -> toWork, told -> told.contains(Map.entry(second, new DependencyEnded(first, WorkStatus.COMPLETED))));
  }

  @Test
  void wakesEveryClaimedItemAndEveryLiveAgentTwiceAfterAStart() {
    for (int i = 0; i < 10; i++) {
      WorkId orphan = new WorkId("orphan-" + i);
      Awaiting.until(() -> wakes(orphan), count -> count >= 2);
    }
    Awaiting.until(() -> toAgents.stream().filter(told -> told.equals(Map.entry(Story.BOB, new AgentCommand.Wake()))).count(), count -> count >= 2);
  }

  @Test
  void wakesWhatIsDue() throws SQLException {
    WorkId due = new WorkId("due");
    Instant now = Instant.now();
    journal.store(
        due, Story.added(now, Priority.LOW), Story.claimed(Story.BOB, 1, now), Story.attemptFailed(Story.BOB, 1, Optional.of(now.plusMillis(50)), now));
    Awaiting.until(() -> wakes(due), count -> count > 0);
  }

  @Test
  void answersWhoeverAsks() {
    ActorRef<BoardQuery> service = service();
    TestProbe<BoardReply> asker = TestProbe.create(journal.system);
    service.tell(new BoardQuery.Summarize(asker.ref()));
    BoardReply.Summary summary = asker.expectMessageClass(BoardReply.Summary.class, Awaiting.PATIENCE);
    assertThat(summary.work().get(WorkStatus.CLAIMED)).isGreaterThanOrEqualTo(10L);
  }

  @Test
  void answersListsHistoriesPastStatesAndAuditsWhereverItIsAsked() throws SQLException {
    WorkId told = new WorkId("told");
    Instant then = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    journal.store(told, Story.added(then, Priority.LOW), Story.claimed(Story.ADA, 1, then.plusSeconds(1)), Story.completed(Story.ADA, 1, then.plusSeconds(2)));
    ActorRef<BoardQuery> service = service();
    TestProbe<BoardReply> asker = TestProbe.create(journal.system);
    Page.Wanted first = new Page.Wanted(500, Optional.empty());
    service.tell(new BoardQuery.ReadHistory(told, first, asker.ref()));
    assertThat(asker.expectMessageClass(BoardReply.EventPage.class, Awaiting.PATIENCE).page().items()).hasSize(3);
    service.tell(new BoardQuery.ReadPast(told, then.plusSeconds(1), asker.ref()));
    assertThat(asker.expectMessageClass(BoardReply.PastWork.class, Awaiting.PATIENCE).work().status()).isEqualTo(WorkStatus.CLAIMED);
    service.tell(new BoardQuery.Audit(new AuditFilter(Optional.of(told), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), first, asker.ref()));
    assertThat(asker.expectMessageClass(BoardReply.EventPage.class, Awaiting.PATIENCE).page().items().get(0).action()).isEqualTo("work.completed");
    service.tell(new BoardQuery.ListAgents(new AgentFilter(Optional.empty(), Optional.empty()), first, asker.ref()));
    assertThat(asker.expectMessageClass(BoardReply.AgentPage.class, Awaiting.PATIENCE).page().items()).extracting(AgentView::id).contains(Story.BOB);
    WorkFilter completed =
        new WorkFilter(Optional.of(WorkStatus.COMPLETED), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Story.ADA));
    Awaiting.until(
        () -> {
          service.tell(new BoardQuery.ListWork(completed, first, asker.ref()));
          return asker.expectMessageClass(BoardReply.WorkPage.class, Awaiting.PATIENCE).page().items().stream().map(WorkView::id).toList();
        },
        ids -> ids.contains(told));
    service.tell(new BoardQuery.ListWork(completed, new Page.Wanted(1, Optional.of("made-up")), asker.ref()));
    assertThat(asker.expectMessageClass(BoardReply.Refused.class, Awaiting.PATIENCE).refusal().code()).isEqualTo(Refusal.Code.INVALID);
  }

  private static ActorRef<BoardQuery> service() {
    TestProbe<Receptionist.Listing> listing = TestProbe.create(journal.system);
    return Awaiting.until(
            () -> {
              journal.system.receptionist().tell(Receptionist.find(BoardQuery.SERVICE_KEY, listing.ref()));
              return listing.receiveMessage().getServiceInstances(BoardQuery.SERVICE_KEY);
            },
            services -> !services.isEmpty())
        .iterator()
        .next();
  }

  private static long wakes(WorkId id) {
    return toWork.stream().filter(told -> told.equals(Map.entry(id, new WorkCommand.Wake()))).count();
  }
}
