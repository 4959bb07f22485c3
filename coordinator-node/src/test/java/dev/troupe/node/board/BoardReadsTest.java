package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.node.work.WorkHistory;
import dev.troupe.node.work.WorkState;
import dev.troupe.protocol.AgentFilter;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.AgentView;
import dev.troupe.protocol.AuditFilter;
import dev.troupe.protocol.BoardQuery;
import dev.troupe.protocol.BoardQuery.BoardReply;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.StoredEvent;
import dev.troupe.protocol.Sizes;
import dev.troupe.protocol.WorkFilter;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import dev.troupe.protocol.WorkView;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists, histories, past states and audits over a real journal and a real board. */
class BoardReadsTest {
  private static final WrittenJournal journal = new WrittenJournal();
  private static final BoardReads reads = new BoardReads(journal.system, journal.dataSource(), journal.settings, Clock.systemUTC());
  private static final WorkFilter ALL_WORK = new WorkFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
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
  void showsEachItemOnceTheNewestFirstWhileOthersAreAdded() throws SQLException {
    for (int i = 0; i < 57; i++) {
      // Three at a time share a creation time: the id breaks the tie.
      journal.store(id("w-" + i), Story.added(NOON.plusSeconds(i / 3), Priority.LOW));
    }
    Boards.project(journal);
    List<WorkView> seen = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    int page = 0;
    do {
      Page<WorkView> next = work(ALL_WORK, 10, cursor);
      seen.addAll(next.items());
      cursor = next.nextCursor();
      journal.store(id("late-" + page++), Story.added(NOON.plusSeconds(900 + page), Priority.LOW));
      Boards.project(journal);
    } while (cursor.isPresent());
    assertThat(seen).extracting(item -> item.id().value()).containsExactlyElementsOf(
        IntStream.range(0, 57).boxed().sorted((a, b) -> b / 3 != a / 3 ? b / 3 - a / 3 : ("w-" + b).compareTo("w-" + a)).map(i -> "w-" + i).toList());
  }

  @Test
  void showsItemsAsTheBoardHasThemAndFiltersByAllThatItKnows() throws SQLException {
    journal.store(id("ready"), Story.added(NOON, Priority.LOW));
    journal.store(id("held"), Story.added(NOON.plusSeconds(1), Priority.HIGH), Story.claimed(Story.ADA, 1, NOON.plusSeconds(2)),
        Story.progressed(Story.ADA, 1, 40, NOON.plusSeconds(30)));
    journal.store(id("done"), Story.added(NOON.plusSeconds(2), Priority.LOW), Story.claimed(Story.BOB, 1, NOON), Story.completed(Story.BOB, 1, NOON));
    Boards.project(journal);
    journal.store(id("held"), Story.completed(Story.ADA, 1, NOON.plusSeconds(50)));
    WorkView held = work(new WorkFilter(Optional.of(WorkStatus.CLAIMED), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()), 9, Optional.empty()).items().get(0);
    assertThat(held.id()).isEqualTo(id("held"));
    assertThat(held.status()).as("as the board has it, so that it fits the filter").isEqualTo(WorkStatus.CLAIMED);
    assertThat(held.leaseExpiresAt()).contains(NOON.plusSeconds(90));
    assertThat(held.progress().percent()).isEqualTo(40);
    assertThat(ids(new WorkFilter(Optional.of(WorkStatus.COMPLETED), Optional.of(Story.TEAM), Optional.of("code"), Optional.empty(), Optional.empty()))).containsExactly("done");
    assertThat(ids(new WorkFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Priority.LOW), Optional.empty()))).containsExactly("done", "ready");
    assertThat(ids(new WorkFilter(Optional.empty(), Optional.empty(), Optional.of("code"), Optional.empty(), Optional.of(Story.BOB)))).containsExactly("done");
    assertThat(ids(new WorkFilter(Optional.of(WorkStatus.FAILED), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))).isEmpty();
  }

  @Test
  void foldsItemsUpToAnyInstantAsTheirEventsSay() throws SQLException {
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    System.out.println("past states: seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      WorkId work = id("w-" + i);
      List<WorkEvent> events = randomHistory(random, work);
      journal.store(work, events.toArray(WorkEvent[]::new));
      for (int look = 0; look < 10; look++) {
        Instant at = NOON.plusSeconds(random.nextInt(700) - 20);
        WorkState expected = WorkHistory.start(work);
        for (WorkEvent event : events) {
          if (event.at().isAfter(at)) {
            break;
          }
          expected = WorkHistory.after(expected, event);
        }
        assertThat(past(work, at)).as("seed %d, %s at %s", seed, work, at).isEqualTo(WorkHistory.view(expected));
      }
    }
    assertThat(past(id("nobody"), NOON)).isEmpty();
  }

  @Test
  void beginsAtASnapshotThatIsOldEnough() throws SQLException {
    WorkId work = id("long");
    List<WorkEvent> events = new ArrayList<>(List.of(Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON)));
    for (int i = 1; i <= 150; i++) {
      events.add(Story.progressed(Story.ADA, 1, i % 100, NOON.plusSeconds(i)));
    }
    journal.store(work, events.toArray(WorkEvent[]::new));
    // A false snapshot shows whether it was read.
    WorkState lie = WorkHistory.after(WorkHistory.start(work), Story.added(NOON.minusSeconds(1), Priority.CRITICAL));
    lie = WorkHistory.after(lie, Story.claimed(Story.BOB, 9, NOON));
    journal.snapshot(work, 100, lie);
    assertThat(past(work, NOON.plusSeconds(150)).orElseThrow().spec().priority()).isEqualTo(Priority.CRITICAL);
    assertThat(past(work, NOON.plusSeconds(97)).orElseThrow().spec().priority()).isEqualTo(Priority.LOW);
    assertThat(past(work, NOON.plusSeconds(97)).orElseThrow().progress().percent()).isEqualTo(97);
  }

  @Test
  void tellsAnItemsHistoryInPagesWithoutItsTokens() throws SQLException, IOException {
    WorkId work = id("w-1");
    journal.store(work, Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON.plusSeconds(1)),
        Story.attemptFailed(Story.ADA, 1, Optional.empty(), NOON.plusSeconds(2)), Story.claimed(Story.BOB, 2, NOON.plusSeconds(3)));
    Page<StoredEvent> first = events(new BoardQuery.ReadHistory(work, new Page.Wanted(3, Optional.empty()), null));
    assertThat(first.items()).extracting(StoredEvent::action).containsExactly("work.added", "work.claimed", "work.attempt_failed");
    assertThat(first.items().get(2).reason()).contains("No.");
    assertThat(first.items()).noneMatch(event -> event.data().contains("lease_token"));
    assertThat(new ObjectMapper().readTree(first.items().get(1).data()).path("lease_seconds").asInt()).isEqualTo(60);
    Page<StoredEvent> second = events(new BoardQuery.ReadHistory(work, new Page.Wanted(3, first.nextCursor()), null));
    assertThat(second.items()).extracting(StoredEvent::sequence).containsExactly(4L);
    assertThat(second.nextCursor()).isEmpty();
    assertThat(refusal(new BoardQuery.ReadHistory(id("nobody"), new Page.Wanted(3, Optional.empty()), null))).isEqualTo(Refusal.Code.NOT_FOUND);
  }

  @Test
  void endsAPageEarlyWhenAnswersWouldGrowTooLarge() throws SQLException {
    WorkId work = id("talkative");
    List<WorkEvent> events = new ArrayList<>(List.of(Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON)));
    for (int i = 0; i < 30; i++) {
      events.add(new WorkEvent.ProgressReported(Story.ADA, new dev.troupe.protocol.LeaseToken(1), i, Optional.of("x".repeat(5_000)), Optional.empty(), Optional.empty(), NOON, Story.SOMEONE));
    }
    journal.store(work, events.toArray(WorkEvent[]::new));
    journal.store(id("other"), events.toArray(WorkEvent[]::new));
    Boards.project(journal);
    BoardReads small = new BoardReads(journal.system, journal.dataSource(), journal.settings, new ReadSettings(4, 16 * 1024), Clock.systemUTC());
    List<StoredEvent> seen = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<StoredEvent> page = ((BoardReply.EventPage) Awaiting.answer(small.answer(new BoardQuery.ReadHistory(work, new Page.Wanted(500, cursor), null)))).page();
      assertThat(page.items().stream().mapToLong(Sizes::of).sum()).isLessThanOrEqualTo(16 * 1024);
      seen.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor.isPresent());
    assertThat(seen).extracting(StoredEvent::sequence).containsExactlyElementsOf(IntStream.rangeClosed(1, 32).mapToObj(Long::valueOf).toList());
  }

  @Test
  void findsEachEventOfAnAuditOnceWhateverTheFilter() throws SQLException {
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    System.out.println("audit: seed " + seed);
    Random random = new Random(seed);
    List<Map.Entry<WorkId, WorkEvent>> stored = storeRandomEvents(random);
    journal.store(Story.ADA, Story.registered(Story.ADA, NOON.plusSeconds(60)));
    for (int mask = 0; mask < 64; mask++) {
      AuditFilter filter =
          new AuditFilter(given(mask, 1, id("w-7")), given(mask, 2, Story.ADA), given(mask, 4, "troupe:test"),
              given(mask, 8, random.nextBoolean() ? "work.claimed" : "work.released"), given(mask, 16, NOON.plusSeconds(4_000)), given(mask, 32, NOON.plusSeconds(15_000)));
      List<Instant> expected = new ArrayList<>();
      for (int i = stored.size() - 1; i >= 0; i--) {
        if (fits(filter, stored.get(i).getKey(), stored.get(i).getValue())) {
          expected.add(stored.get(i).getValue().at());
        }
      }
      List<StoredEvent> found = audit(filter, random);
      found.removeIf(event -> event.kind().equals("agent") || event.entityId().startsWith("later-"));
      assertThat(found).as("seed %d, %s", seed, filter).extracting(StoredEvent::at).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void listsAgentsWithWhatTheyHoldAndAchieved() throws SQLException {
    AgentId eve = new AgentId("eve");
    journal.store(Story.ADA, Story.registered(Story.ADA, NOON));
    journal.store(Story.BOB, Story.registered(Story.BOB, NOON));
    journal.store(eve, Story.registered(eve, NOON), new dev.troupe.node.agent.AgentEvent.AgentDrained(eve, NOON, Story.SOMEONE));
    journal.store(id("held"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON));
    journal.store(id("done"), Story.added(NOON, Priority.LOW), Story.claimed(Story.ADA, 1, NOON), Story.completed(Story.ADA, 1, NOON.plusSeconds(3)));
    Boards.project(journal);
    Page<AgentView> first = agents(Optional.empty(), 2, Optional.empty());
    assertThat(first.items()).extracting(AgentView::id).containsExactly(Story.ADA, Story.BOB);
    assertThat(first.items()).extracting(AgentView::status).containsExactly(AgentStatus.ACTIVE, AgentStatus.IDLE);
    assertThat(first.items().get(0).openClaims()).containsExactly(id("held"));
    assertThat(first.items().get(0).achievements().orElseThrow().completed()).isEqualTo(1);
    assertThat(agents(Optional.empty(), 2, first.nextCursor()).items()).extracting(AgentView::status).containsExactly(AgentStatus.DRAINING);
    assertThat(agents(Optional.of(AgentStatus.IDLE), 9, Optional.empty()).items()).extracting(AgentView::id).containsExactly(Story.BOB);
    assertThat(agents(Optional.of(AgentStatus.ACTIVE), 9, Optional.empty()).items()).extracting(AgentView::id).containsExactly(Story.ADA);
    assertThat(agents(Optional.of(AgentStatus.RETIRED), 9, Optional.empty()).items()).isEmpty();
  }

  private static List<Map.Entry<WorkId, WorkEvent>> storeRandomEvents(Random random) throws SQLException {
    Map<WorkId, WorkState> states = new HashMap<>();
    List<Map.Entry<WorkId, WorkEvent>> stored = new ArrayList<>();
    try (Connection connection = journal.database.connect()) {
      for (int i = 0; i < 400; i++) {
        WorkId work = id("w-" + random.nextInt(40));
        WorkState state = states.computeIfAbsent(work, WorkHistory::start);
        // Clocks that differ by some seconds.
        Optional<WorkEvent> event = Story.next(random, state, NOON.plusSeconds(i * 60L + random.nextInt(20)));
        if (event.isPresent()) {
          journal.insert(connection, List.of(journal.next(work, event.get())));
          states.put(work, WorkHistory.after(state, event.get()));
          stored.add(Map.entry(work, event.get()));
        }
      }
    }
    return stored;
  }

  /** All pages, of random lengths, while more is stored. */
  private static List<StoredEvent> audit(AuditFilter filter, Random random) throws SQLException {
    List<StoredEvent> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<StoredEvent> page = events(new BoardQuery.Audit(filter, new Page.Wanted(1 + random.nextInt(30), cursor), null));
      found.addAll(page.items());
      cursor = page.nextCursor();
      journal.store(id("later-" + random.nextLong()), Story.added(NOON.plus(Duration.ofDays(1)), Priority.LOW));
    } while (cursor.isPresent());
    return found;
  }

  private static boolean fits(AuditFilter filter, WorkId work, WorkEvent event) {
    Instant at = event.at();
    return filter.work().stream().allMatch(work::equals)
        && filter.agent().stream().allMatch(agent -> event.holder().equals(Optional.of(agent)))
        && filter.actor().stream().allMatch(event.by().actor()::equals)
        && filter.action().stream().allMatch(event.action()::equals)
        && filter.from().stream().noneMatch(at::isBefore)
        && filter.to().stream().allMatch(at::isBefore);
  }

  private static List<WorkEvent> randomHistory(Random random, WorkId work) {
    List<WorkEvent> events = new ArrayList<>();
    WorkState state = WorkHistory.start(work);
    Instant now = NOON;
    for (int i = 0; i < 60; i++) {
      now = now.plusSeconds(random.nextInt(20));
      Optional<WorkEvent> event = Story.next(random, state, now);
      if (event.isPresent()) {
        state = WorkHistory.after(state, event.get());
        events.add(event.get());
      }
    }
    return events;
  }

  private static <T> Optional<T> given(int mask, int bit, T value) {
    return (mask & bit) != 0 ? Optional.of(value) : Optional.empty();
  }

  private static List<String> ids(WorkFilter filter) {
    return work(filter, 50, Optional.empty()).items().stream().map(item -> item.id().value()).toList();
  }

  private static Page<WorkView> work(WorkFilter filter, int limit, Optional<String> cursor) {
    return ask(new BoardQuery.ListWork(filter, new Page.Wanted(limit, cursor), null), reply -> ((BoardReply.WorkPage) reply).page());
  }

  private static Page<AgentView> agents(Optional<AgentStatus> status, int limit, Optional<String> cursor) {
    return ask(
        new BoardQuery.ListAgents(new AgentFilter(Optional.empty(), status), new Page.Wanted(limit, cursor), null), reply -> ((BoardReply.AgentPage) reply).page());
  }

  private static Page<StoredEvent> events(BoardQuery.Read query) {
    return ask(query, reply -> ((BoardReply.EventPage) reply).page());
  }

  private static Optional<WorkView> past(WorkId work, Instant at) {
    return ask(new BoardQuery.ReadPast(work, at, null), reply -> reply instanceof BoardReply.PastWork past ? Optional.of(past.work()) : Optional.empty());
  }

  private static Refusal.Code refusal(BoardQuery.Read query) {
    return ask(query, reply -> ((BoardReply.Refused) reply).refusal().code());
  }

  private static <T> T ask(BoardQuery.Read query, Function<BoardReply, T> answer) {
    return answer.apply(Awaiting.answer(reads.answer(query)));
  }

  private static WorkId id(String value) {
    return new WorkId(value);
  }
}
