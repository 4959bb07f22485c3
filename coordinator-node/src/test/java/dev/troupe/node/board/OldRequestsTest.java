package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.Directory;
import dev.troupe.node.agent.AgentArchive;
import dev.troupe.node.agent.AgentEntity;
import dev.troupe.node.agent.AgentSettings;
import dev.troupe.node.journal.JournalFacts;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.node.work.Crowd;
import dev.troupe.node.work.WorkItem;
import dev.troupe.node.work.WorkSettings;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent with thousands of claims within a day, far more than its entity remembers, on a real journal. */
class OldRequestsTest {
  private static final int CLAIMS = 3_000;

  /** Its item is still held; those of all others are completed. */
  private static final int HELD = 17;

  private static final Config SETTINGS = ConfigFactory.load();
  private static final WrittenJournal journal = new WrittenJournal();
  private static final BoardQueries board = new BoardQueries(journal.system, journal.dataSource(), journal.settings);
  private static final AtomicInteger names = new AtomicInteger();

  private final List<DispatchCommand> toDispatchers = new CopyOnWriteArrayList<>();
  private final Map<WorkId, ActorRef<WorkCommand>> items = new ConcurrentHashMap<>();
  private final AtomicBoolean databaseIsAway = new AtomicBoolean();
  private final TestProbe<AgentReply> asker = TestProbe.create(journal.system);
  private Directory directory;
  private ActorRef<AgentCommand> ada;

  @BeforeAll
  static void claimThousands() throws SQLException {
    Instant start = Instant.now().minus(Duration.ofHours(20));
    journal.store(Story.ADA, Story.registered(Story.ADA, start));
    List<WrittenJournal.Numbered> events = new ArrayList<>();
    for (int i = 0; i < CLAIMS; i++) {
      WorkId item = item(i);
      Instant at = start.plusSeconds(i);
      Cause cause = by(i, "print");
      add(events, item, Story.added(at, Priority.LOW));
      add(events, item, new WorkEvent.WorkClaimed(Story.ADA, new LeaseToken(1), 86_400, 1, request(i), at, cause));
      if (i != HELD) {
        add(events, item, new WorkEvent.WorkCompleted(Story.ADA, new LeaseToken(1), Outcome.SUCCESS, Optional.empty(), Optional.empty(), at, cause));
      }
    }
    try (Connection connection = journal.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      journal.insert(connection, events);
      connection.commit();
    }
    // As the plugin writes it; only readers of the audit do without.
    journal.execute("UPDATE event_journal SET adapter_manifest = ''");
    Boards.project(journal);
  }

  @AfterAll
  static void close() {
    journal.close();
  }

  private static void add(List<WrittenJournal.Numbered> events, WorkId item, JournalFacts event) {
    events.add(journal.next(item, event));
  }

  @BeforeEach
  void startTheEntity() {
    directory =
        new Directory(
            (id, command) -> items.computeIfAbsent(id, this::start).tell(command),
            (id, command) -> ada.tell(command),
            (id, command) -> toDispatchers.add(command));
    AgentArchive archive =
        new AgentArchive(
            board::openClaims,
            (id, request) -> databaseIsAway.get() ? CompletableFuture.failedFuture(new SQLException("away")) : board.claimsOf(id, request),
            board::achievements);
    AgentSettings settings = AgentSettings.of(SETTINGS);
    ada =
        journal.system.systemActorOf(
            AgentEntity.create(Story.ADA, settings, directory, archive, InstantSource.system(), journal.system.ignoreRef()),
            "ada-" + names.incrementAndGet(),
            Props.empty());
  }

  private ActorRef<WorkCommand> start(WorkId id) {
    WorkSettings settings = WorkSettings.of(SETTINGS);
    return journal.system.systemActorOf(
        WorkItem.create(id, settings, new Crowd(1_000), directory, InstantSource.system(), journal.system.ignoreRef()),
        "item-" + names.incrementAndGet(),
        Props.empty());
  }

  @Test
  void givesTheSameLeaseForARequestOfYesterday() {
    ask(HELD, "print");
    AgentReply.Claims claims = asker.expectMessageClass(AgentReply.Claims.class, Awaiting.PATIENCE);
    assertThat(claims.claims()).singleElement().satisfies(
        claim -> {
          assertThat(claim.work().id()).isEqualTo(item(HELD));
          assertThat(claim.token()).isEqualTo(new LeaseToken(1));
        });
    assertThat(toDispatchers).isEmpty();
  }

  @Test
  void refusesAnotherBodyUnderAKeyOfYesterday() {
    ask(HELD, "other");
    assertThat(refusal()).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED);
    ask(3, "other");
    assertThat(refusal()).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED);
    assertThat(toDispatchers).isEmpty();
  }

  @Test
  void saysThatWhatARequestOfYesterdayGotIsOver() {
    ask(3, "print");
    assertThat(refusal()).isEqualTo(Code.LEASE_LOST);
    assertThat(toDispatchers).isEmpty();
  }

  @Test
  void takesANewRequestToTheDispatcher() {
    ask(CLAIMS + 1, "print");
    Awaiting.until(() -> toDispatchers, told -> told.stream().anyMatch(one -> one instanceof DispatchCommand.Match));
  }

  @Test
  void grantsNothingToAKeyThatCannotBeChecked() {
    databaseIsAway.set(true);
    ask(3, "print");
    assertThat(refusal()).isEqualTo(Code.UNAVAILABLE);
    assertThat(toDispatchers).isEmpty();
    databaseIsAway.set(false);
    ask(3, "print");
    assertThat(refusal()).isEqualTo(Code.LEASE_LOST);
  }

  private void ask(int i, String fingerprint) {
    ada.tell(
        new AgentCommand.ClaimNext(1, Duration.ZERO, Set.of(), List.of(), Optional.empty(), request(i), by(i, fingerprint), asker.ref(), Optional.empty()));
  }

  private Code refusal() {
    return asker.expectMessageClass(AgentReply.Refused.class, Awaiting.PATIENCE).refusal().code();
  }

  private static WorkId item(int i) {
    return new WorkId("w-" + i);
  }

  private static RequestId request(int i) {
    return new RequestId("request-" + i);
  }

  private static Cause by(int i, String fingerprint) {
    return new Cause("agent:ada", Optional.of(request(i)), fingerprint, Optional.empty());
  }
}
