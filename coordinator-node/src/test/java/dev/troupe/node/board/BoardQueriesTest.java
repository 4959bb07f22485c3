package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.node.agent.AgentEvent;
import dev.troupe.node.agent.RecalledClaim;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.AgentView.Achievements;
import dev.troupe.protocol.BoardQuery.BoardReply.Summary;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoardQueriesTest {
  private static final WrittenJournal journal = new WrittenJournal();
  private static final BoardQueries board = new BoardQueries(journal.system, journal.dataSource(), journal.settings);
  private static final Instant NOON = Story.NOON;

  @BeforeEach
  void forgetEverything() throws SQLException {
    Boards.forget(journal);
  }

  @AfterAll
  static void close() {
    journal.close();
  }

  @Test
  void givesReadyWorkTheMostUrgentFirstThenTheOldest() throws SQLException {
    journal.store(id("low"), Story.added(NOON, Priority.LOW));
    journal.store(id("high-young"), Story.added(NOON.plusSeconds(2), Priority.HIGH));
    journal.store(id("high-old"), Story.added(NOON.plusSeconds(1), Priority.HIGH));
    journal.store(id("taken"), Story.added(NOON, Priority.CRITICAL), Story.claimed(Story.ADA, 1, NOON));
    Boards.project(journal);
    List<ReadyWork> all = Awaiting.answer(board.readyWork(Story.TEAM, Optional.empty(), 10));
    assertThat(all).extracting(ReadyWork::id).containsExactly(id("high-old"), id("high-young"), id("low"));
    assertThat(Awaiting.answer(board.readyWork(Story.TEAM, Optional.empty(), 1)))
        .containsExactly(new ReadyWork(id("high-old"), "code", Priority.HIGH, Set.of("java"), NOON.plusSeconds(1), 1));
    assertThat(Awaiting.answer(board.readyWork(Story.TEAM, Optional.of(all.get(0)), 1))).containsExactly(all.get(1));
    assertThat(Awaiting.answer(board.readyWork(Story.TEAM, Optional.of(all.get(1)), 10))).containsExactly(all.get(2));
    assertThat(Awaiting.answer(board.readyWork(Story.TEAM, Optional.of(all.get(2)), 10))).isEmpty();
    assertThatThrownBy(() -> board.readyWork(Story.TEAM, Optional.empty(), 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sumsUpTheFleet() throws SQLException {
    Instant now = Instant.now();
    journal.store(Story.ADA, Story.registered(Story.ADA, now));
    journal.store(Story.BOB, Story.registered(Story.BOB, now));
    AgentId eve = new AgentId("eve");
    journal.store(eve, Story.registered(eve, now), new AgentEvent.AgentDrained(eve, now, Story.SOMEONE));
    journal.store(id("a"), Story.added(now, Priority.LOW), Story.claimed(Story.ADA, 1, now));
    journal.store(id("b"), Story.added(now, Priority.LOW), Story.claimed(Story.BOB, 1, now), Story.completed(Story.BOB, 1, now));
    journal.store(id("old"), Story.added(now.minus(3, ChronoUnit.HOURS), Priority.LOW), Story.claimed(Story.ADA, 1, now.minus(2, ChronoUnit.HOURS)));
    Boards.project(journal);
    Summary summary = Awaiting.answer(board.summary());
    assertThat(summary.agents()).isEqualTo(Map.of(AgentStatus.ACTIVE, 1L, AgentStatus.IDLE, 1L, AgentStatus.DRAINING, 1L));
    assertThat(summary.work()).isEqualTo(Map.of(WorkStatus.CLAIMED, 2L, WorkStatus.COMPLETED, 1L));
    assertThat(summary.opsLastHour()).isEqualTo(3 + 2 + 1);
    assertThat(summary.lag()).contains(Duration.ZERO);

    journal.store(id("ahead"), Story.added(now.minusSeconds(7), Priority.LOW));
    assertThat(Awaiting.answer(board.summary()).lag().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void countsWhatIsStillHeldByAgentsThatHaveLongBeenGone() throws SQLException {
    Instant longAgo = Instant.now().minus(2, ChronoUnit.HOURS);
    AgentId gone = new AgentId("gone");
    journal.store(gone, Story.registered(gone, longAgo), new AgentEvent.AgentLost(gone, longAgo.plusSeconds(60), Story.SOMEONE));
    journal.store(Story.ADA, Story.registered(Story.ADA, longAgo));
    journal.store(id("orphan"), Story.added(longAgo, Priority.LOW), Story.claimed(gone, 1, longAgo));
    journal.store(id("held"), Story.added(longAgo, Priority.LOW), Story.claimed(Story.ADA, 1, longAgo));
    journal.store(id("done"), Story.added(longAgo, Priority.LOW), Story.claimed(gone, 1, longAgo), Story.completed(gone, 1, longAgo));
    Boards.project(journal);
    assertThat(Awaiting.answer(board.summary()).orphans()).isEqualTo(1);
  }

  @Test
  void countsWhatAnAgentAchieved() throws SQLException {
    assertThat(Awaiting.answer(board.achievements(Story.ADA))).isEqualTo(Achievements.NONE);
    for (int i = 1; i <= 20; i++) {
      journal.store(
          id("w-" + i), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.completed(Story.ADA, 1, NOON.plusSeconds(i)));
    }
    journal.store(
        id("reviewed"),
        Story.added(NOON, Priority.LOW),
        Story.claimed(Story.BOB, 1, NOON),
        Story.submitted(Story.BOB, 1, NOON.plusSeconds(30)),
        new dev.troupe.node.work.WorkEvent.ReviewApproved(Optional.empty(), NOON.plusSeconds(900), Story.SOMEONE));
    journal.store(id("lost"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.expired(Story.ADA, 1, false, NOON));
    Boards.project(journal);
    assertThat(Awaiting.answer(board.achievements(Story.ADA))).isEqualTo(new Achievements(20, 1, Optional.of(10.5), Optional.of(19.0)));
    assertThat(Awaiting.answer(board.achievements(Story.BOB))).isEqualTo(new Achievements(1, 0, Optional.of(30.0), Optional.of(30.0)));
  }

  @Test
  void keepsTheDurationsOfTheLastThousandCompletionsOnly() throws SQLException {
    try (var connection = journal.database.connect()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 1_050; i++) {
        WorkId work = id("w-" + i);
        journal.insert(
            connection,
            List.of(
                journal.next(work, Story.added(NOON, Priority.LOW)),
                journal.next(work, Story.claimed(Story.ADA, 1, NOON)),
                journal.next(work, Story.completed(Story.ADA, 1, NOON.plusSeconds(i < 50 ? 9_000 : 3)))));
      }
      connection.commit();
    }
    Boards.project(journal);
    assertThat(Awaiting.answer(board.achievements(Story.ADA))).isEqualTo(new Achievements(1_050, 0, Optional.of(3.0), Optional.of(3.0)));
  }

  @Test
  void recallsClaimsFromTheJournalBeforeTheBoardHasSeenThem() throws SQLException {
    journal.store(id("open"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.progressed(Story.ADA, 1, 5, NOON));
    journal.store(id("over"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.released(Story.ADA, 1, NOON));
    journal.store(id("bobs"), Story.added(NOON, Priority.LOW), Story.claimed(Story.BOB, 1, NOON));
    assertThat(Awaiting.answer(board.openClaims(Story.ADA))).containsExactly(recalled("open", true));
    assertThat(Awaiting.answer(board.claimsOf(Story.ADA, new RequestId("claim-1")))).containsExactly(recalled("open", true), recalled("over", false));
    assertThat(Awaiting.answer(board.claimsOf(Story.ADA, new RequestId("claim-2")))).isEmpty();
  }

  @Test
  void knowsEveryEndOfALease() throws SQLException {
    journal.store(id("1"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.completed(Story.ADA, 1, NOON));
    journal.store(id("2"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.submitted(Story.ADA, 1, NOON));
    journal.store(id("3"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.attemptFailed(Story.ADA, 1, Optional.empty(), NOON));
    journal.store(id("4"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.failed(Story.ADA, 1, NOON));
    journal.store(id("5"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.expired(Story.ADA, 1, true, NOON));
    journal.store(id("6"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.released(Story.ADA, 1, NOON));
    journal.store(id("7"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.cancelled(Optional.of(Story.ADA), NOON));
    assertThat(Awaiting.answer(board.openClaims(Story.ADA))).isEmpty();
    assertThat(Awaiting.answer(board.claimsOf(Story.ADA, new RequestId("claim-1")))).hasSize(7).extracting(RecalledClaim::open).containsOnly(false);
  }

  @Test
  void recallsOlderClaimsThatAreStillOpenThroughTheBoard() throws SQLException {
    journal.store(id("old-open"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON));
    journal.store(id("old-over"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON));
    journal.store(id("new"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON));
    Boards.project(journal);
    journal.store(id("old-over"), Story.released(Story.ADA, 1, NOON));
    assertThat(Awaiting.answer(board.openClaims(Story.ADA))).containsExactly(recalled("old-open", true), recalled("new", true));
    journal.store(id("after"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON));
    assertThat(Awaiting.answer(board.openClaims(Story.ADA))).extracting(RecalledClaim::work).containsExactly(id("old-open"), id("new"), id("after"));
    assertThat(Awaiting.answer(board.openClaims(Story.BOB))).isEmpty();
  }

  @Test
  void findsWorkWhoseTimeHasPassed() throws SQLException {
    Instant due = NOON.plusSeconds(20);
    journal.store(id("backoff"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.attemptFailed(Story.ADA, 1, Optional.of(due), NOON));
    journal.store(id("lapsed"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON));
    journal.store(id("alive"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.progressed(Story.ADA, 1, 1, NOON.plusSeconds(60)));
    journal.store(id("done"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.completed(Story.ADA, 1, NOON));
    journal.store(id("waits-in-vain"), Story.added(NOON, Priority.LOW, id("done")));
    journal.store(id("waits"), Story.added(NOON, Priority.LOW, id("alive")));
    Boards.project(journal);
    assertThat(due(NOON.plusSeconds(19))).containsExactly(id("waits-in-vain"));
    assertThat(due(NOON.plusSeconds(20))).containsExactly(id("backoff"), id("waits-in-vain"));
    assertThat(due(NOON.plusSeconds(64))).as("within grace").containsExactly(id("backoff"), id("waits-in-vain"));
    assertThat(due(NOON.plusSeconds(66))).containsExactly(id("backoff"), id("waits-in-vain"), id("lapsed"));
  }

  @Test
  void walksOnOverLapsedLeasesSoThatNoneStarves() throws SQLException {
    for (int i = 0; i < 5; i++) {
      journal.store(id("w-" + i), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON.plusSeconds(i)));
    }
    Boards.project(journal);
    Instant later = NOON.plusSeconds(900);
    DueWork first = Awaiting.answer(board.dueWork(later, DueWork.After.START, 2));
    DueWork second = Awaiting.answer(board.dueWork(later, first.next(), 2));
    DueWork third = Awaiting.answer(board.dueWork(later, second.next(), 2));
    assertThat(first.items()).containsExactly(id("w-0"), id("w-1"));
    assertThat(second.items()).containsExactly(id("w-2"), id("w-3"));
    assertThat(third.items()).containsExactly(id("w-4"));
    assertThat(third.next()).isEqualTo(DueWork.After.START);
  }

  @Test
  void pagesThroughClaimedItemsAndLiveAgents() throws SQLException {
    for (String name : List.of("a", "b", "c")) {
      AgentId agent = new AgentId(name);
      journal.store(id(name), Story.added(NOON, Priority.LOW), Story.claimed(agent, 1, NOON));
      journal.store(agent, Story.registered(agent, NOON));
    }
    AgentId gone = new AgentId("gone");
    journal.store(gone, Story.registered(gone, NOON), new AgentEvent.AgentRetired(gone, false, NOON, Story.SOMEONE));
    Boards.project(journal);
    assertThat(Awaiting.answer(board.claimedPage(Optional.empty(), 2))).containsExactly(id("a"), id("b"));
    assertThat(Awaiting.answer(board.claimedPage(Optional.of(id("b")), 2))).containsExactly(id("c"));
    assertThat(Awaiting.answer(board.liveAgentsPage(Optional.of(new AgentId("a")), 9))).containsExactly(new AgentId("b"), new AgentId("c"));
  }

  private static List<WorkId> due(Instant now) {
    return Awaiting.answer(board.dueWork(now, DueWork.After.START, 100)).items();
  }

  private static RecalledClaim recalled(String id, boolean open) {
    return new RecalledClaim(id(id), new LeaseToken(1), new RequestId("claim-1"), "print-1", NOON.plusSeconds(60), open);
  }

  private static WorkId id(String value) {
    return new WorkId(value);
  }
}
