package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.SerializationExtension;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AuditFilter;
import dev.troupe.protocol.BoardQuery;
import dev.troupe.protocol.BoardQuery.BoardReply;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.Json;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Progress;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.Sizes;
import dev.troupe.protocol.StoredEvent;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkFilter;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkView;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The largest item there may be, of characters that take most room: three bytes each on the wire, six in the journal's JSON. It can be told and found
 * like any other, and what tells of it fits between nodes.
 */
class LargestItemTest {
  private static final String CONFIG =
      """
      akka.loglevel = OFF
      akka.actor.serialization-bindings {
        "dev.troupe.protocol.BoardQuery$BoardReply" = troupe-kryo
        "dev.troupe.protocol.WorkReply" = troupe-kryo
      }
      """;
  private static final String WIDE = "\u8a9e";
  private static final String ESCAPED = "\u0001";
  private static final Json JSON = new Json("\"" + WIDE.repeat(Json.MAX_LENGTH - 2) + "\"");
  private static final WorkId WORK = new WorkId("w".repeat(WorkId.MAX_LENGTH));
  private static final AgentId AGENT = new AgentId("a".repeat(AgentId.MAX_LENGTH));
  private static final Page.Wanted PAGE = new Page.Wanted(500, Optional.empty());
  private static final WorkFilter ALL = new WorkFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final WrittenJournal journal = new WrittenJournal();
  private static final BoardReads reads = new BoardReads(journal.system, journal.dataSource(), journal.settings, Clock.systemUTC());
  private static final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.load("wire")));

  @BeforeAll
  static void storeItBetweenTwoOthers() throws SQLException {
    Instant at = Story.NOON;
    journal.store(new WorkId("before"), Story.added(at.minusSeconds(1), Priority.LOW));
    for (String text : List.of(WIDE, ESCAPED)) {
      journal.store(text.equals(WIDE) ? WORK : new WorkId("escaped"), life(text, at));
    }
    journal.store(new WorkId("after"), Story.added(at.plusSeconds(60), Priority.LOW));
    Boards.project(journal);
  }

  @AfterAll
  static void close() {
    kit.shutdownTestKit();
    journal.close();
  }

  private static WorkEvent[] life(String text, Instant at) {
    String note = text.repeat(WorkCommand.MAX_REASON_LENGTH);
    return new WorkEvent[] {
      new WorkEvent.WorkAdded(spec(text), at, cause()),
      claimed(1, at),
      new WorkEvent.WorkReleased(AGENT, new LeaseToken(1), Optional.of(note), at, cause()),
      claimed(2, at),
      new WorkEvent.AttemptFailed(AGENT, new LeaseToken(2), note, Optional.empty(), at, cause()),
      claimed(3, at),
      new WorkEvent.ProgressReported(
          AGENT, new LeaseToken(3), 99, Optional.of(text.repeat(Progress.MAX_NOTE_LENGTH)), Optional.of(JSON), Optional.empty(), at, cause()),
      new WorkEvent.WorkCompleted(AGENT, new LeaseToken(3), Outcome.SUCCESS, Optional.of(JSON), Optional.empty(), at, cause())
    };
  }

  private static WorkSpec spec(String text) {
    String name = "n".repeat(WorkSpec.MAX_NAME_LENGTH);
    Set<String> capabilities = IntStream.range(0, WorkSpec.MAX_CAPABILITIES).mapToObj(i -> number(i, WorkSpec.MAX_NAME_LENGTH)).collect(Collectors.toCollection(TreeSet::new));
    List<WorkId> dependsOn = List.of();
    List<String> resources = IntStream.range(0, WorkSpec.MAX_RESOURCES).mapToObj(i -> text.repeat(WorkSpec.MAX_TITLE_LENGTH)).toList();
    return new WorkSpec(
        name, text.repeat(WorkSpec.MAX_TITLE_LENGTH - 1) + "t", text.repeat(WorkSpec.MAX_DESCRIPTION_LENGTH), Priority.HIGH, new TeamId("t".repeat(TeamId.MAX_LENGTH)), capabilities,
        dependsOn, Optional.of(Story.NOON), WorkSpec.MAX_LEASE, WorkSpec.MAX_ATTEMPTS, WorkSpec.MAX_BACKOFF, false, Optional.of(1_000),
        Optional.of("e".repeat(WorkId.MAX_LENGTH)), Optional.of(JSON), resources);
  }

  private static String number(int number, int length) {
    return "%04d".formatted(number) + "x".repeat(length - 4);
  }

  private static WorkEvent.WorkClaimed claimed(long token, Instant at) {
    return new WorkEvent.WorkClaimed(AGENT, new LeaseToken(token), 86_400, (int) token, new RequestId("r".repeat(RequestId.MAX_LENGTH)), at, cause());
  }

  private static Cause cause() {
    return new Cause("key:" + "k".repeat(100), Optional.of(new RequestId("r".repeat(RequestId.MAX_LENGTH))), "f".repeat(32), Optional.of("0".repeat(32)));
  }

  @Test
  void isListedWithItsNeighbours() {
    Page<WorkView> first = ((BoardReply.WorkPage) answer(new BoardQuery.ListWork(ALL, PAGE, null))).page();
    List<String> found = new ArrayList<>(first.items().stream().map(item -> item.id().value()).toList());
    Optional<String> next = first.nextCursor();
    while (next.isPresent()) {
      Page<WorkView> page = ((BoardReply.WorkPage) answer(new BoardQuery.ListWork(ALL, new Page.Wanted(500, next), null))).page();
      page.items().forEach(item -> found.add(item.id().value()));
      next = page.nextCursor();
    }
    assertThat(found).containsExactlyInAnyOrder("before", WORK.value(), "escaped", "after");
  }

  @Test
  void isShownAsItWasAndAsItIs() {
    WorkView view = ((BoardReply.PastWork) answer(new BoardQuery.ReadPast(WORK, Story.NOON.plusSeconds(60), null))).work();
    assertThat(view.spec().payload()).contains(JSON);
    assertThat(view.progress().checkpoint()).contains(JSON);
    assertThat(view.result()).contains(JSON);
    assertFits(new WorkReply.Accepted(withDependencies(view), true));
    assertThat(Sizes.of(withDependencies(view))).isLessThanOrEqualTo(bytes("troupe.board.reads.page-bytes", journal.system.settings().config()));
  }

  @Test
  void hasAHistoryAndAnAudit() {
    for (WorkId work : List.of(WORK, new WorkId("escaped"))) {
      assertThat(all(new BoardQuery.ReadHistory(work, PAGE, null))).extracting(StoredEvent::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
      AuditFilter filter = new AuditFilter(Optional.of(work), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
      assertThat(all(new BoardQuery.Audit(filter, PAGE, null))).hasSize(8);
    }
  }

  @Test
  void leavesRoomInAFrame() {
    Config wire = ConfigFactory.parseResources("wire.conf");
    long message = bytes("troupe.wire.max-message-bytes", wire);
    assertThat(bytes("troupe.board.reads.page-bytes", ConfigFactory.parseResources("board.conf"))).isLessThanOrEqualTo(message - (16 << 10));
    assertThat(message).isLessThanOrEqualTo(bytes("akka.remote.artery.advanced.maximum-frame-size", ConfigFactory.parseResources("cluster.conf")) - (64 << 10));
  }

  /** Dependencies are met in the item's life, but shown for good; stored one by one they would make this test slow. */
  private static WorkView withDependencies(WorkView view) {
    WorkSpec spec = view.spec();
    List<WorkId> most = IntStream.range(0, WorkSpec.MAX_DEPENDENCIES).mapToObj(i -> new WorkId(number(i, WorkId.MAX_LENGTH))).toList();
    WorkSpec larger =
        new WorkSpec(
            spec.workType(), spec.title(), spec.description(), spec.priority(), spec.team(), spec.requires(), most, spec.runAt(), spec.lease(),
            spec.maxAttempts(), spec.backoff(), spec.review(), spec.storyPoints(), spec.epicId(), spec.payload(), spec.resources());
    return new WorkView(
        view.id(), larger, view.status(), view.runAt(), view.attempt(), view.progress(), view.claimedBy(), view.claimedAt(), view.leaseExpiresAt(),
        view.createdAt(), view.completedAt(), view.outcome(), view.result(), view.usage(), Optional.of(WIDE.repeat(WorkCommand.MAX_REASON_LENGTH)),
        Optional.of(WIDE.repeat(WorkCommand.MAX_REASON_LENGTH)), view.version());
  }

  private static List<StoredEvent> all(BoardQuery.Read first) {
    List<StoredEvent> all = new ArrayList<>();
    BoardQuery.Read query = first;
    while (true) {
      Page<StoredEvent> page = ((BoardReply.EventPage) answer(query)).page();
      all.addAll(page.items());
      if (page.nextCursor().isEmpty()) {
        return all;
      }
      Page.Wanted next = new Page.Wanted(500, page.nextCursor());
      query = first instanceof BoardQuery.ReadHistory history
          ? new BoardQuery.ReadHistory(history.work(), next, null) : new BoardQuery.Audit(((BoardQuery.Audit) first).filter(), next, null);
    }
  }

  private static BoardReply answer(BoardQuery.Read query) {
    BoardReply reply = Awaiting.answer(reads.answer(query));
    assertFits(reply);
    return reply;
  }

  private static void assertFits(Object message) {
    assertThat(SerializationExtension.get(kit.system()).serialize(message).get()).hasSizeGreaterThan(0);
  }

  private static long bytes(String key, Config config) {
    return config.getBytes(key);
  }
}
