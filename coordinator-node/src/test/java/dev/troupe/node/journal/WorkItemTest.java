package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import dev.troupe.node.Directory;
import dev.troupe.node.journal.PluggedJournal.Dao;
import dev.troupe.node.work.Crowd;
import dev.troupe.node.work.WorkItem;
import dev.troupe.node.work.WorkSettings;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The actor of an item on a real journal: what it reads, in which order it does things, and what it does when the journal fails. */
class WorkItemTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MAY_WAIT = 3;
  private static final PluggedJournal journal =
      new PluggedJournal(
          Dao.OURS,
          Map.of(
              "akka.actor.serialization-bindings.\"dev.troupe.node.work.WorkEvent\"", "jackson-json-event",
              "akka.actor.serialization-bindings.\"dev.troupe.node.work.WorkState\"", "jackson-json-event",
              "troupe.journal.writers", 1));
  private static final ActorSystem<Void> system = Adapter.toTyped(journal.system);

  private final BlockingQueue<AgentCommand> toAgents = new LinkedBlockingQueue<>();
  private final TestProbe<ClusterSharding.ShardCommand> shard = TestProbe.create(system);
  private final TestProbe<WorkReply> asker = TestProbe.create(system);

  @AfterAll
  static void close() {
    journal.close();
  }

  @Test
  void isAddedOnceHoweverOftenItIsAskedTo() throws Exception {
    ActorRef<WorkCommand> item = started("again");
    assertThat(add(item, "Print it")).satisfies(added -> assertThat(added.repeated()).isFalse());
    assertThat(add(item, "Print it")).satisfies(added -> assertThat(added.repeated()).isTrue());

    ActorRef<WorkCommand> later = started("again");
    assertThat(add(later, "Print it")).satisfies(added -> assertThat(added.repeated()).isTrue());
    ActorRef<WorkCommand> other = started("again");
    other.tell(new WorkCommand.Add(spec("Burn it"), Cause.troupe("test"), asker.getRef()));
    assertThat(refused().code()).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED);
    assertThat(journal.ask("SELECT count(*) FROM audit_event WHERE entity_id = 'again'")).isEqualTo("1");
  }

  @Test
  void isNotThereUntilItIsAdded() {
    ActorRef<WorkCommand> item = started("nothing");
    item.tell(new WorkCommand.Get(asker.getRef()));
    assertThat(refused().code()).isEqualTo(Code.NOT_FOUND);
    add(item, "Now it is");
    assertThat(get(item).work().status()).isEqualTo(WorkStatus.READY);
  }

  @Test
  void readsItsWholeHistoryAndGoesOnFromASnapshot() throws Exception {
    ActorRef<WorkCommand> item = started("long");
    add(item, "Takes long");
    LeaseToken token = claimed(item, "ada");
    for (int percent = 1; percent <= 25; percent++) {
      item.tell(
          new WorkCommand.ReportProgress(
              new AgentId("ada"), token, percent, Optional.empty(), Optional.empty(), Optional.empty(), Cause.troupe("test"), asker.getRef()));
      accepted();
    }
    asker.awaitAssert(
        PATIENCE,
        () -> {
          assertThat(snapshots("long")).isEqualTo("20");
          return null;
        });

    WorkReply.Accepted again = get(started("long"));
    assertThat(again.work().version()).isEqualTo(27);
    assertThat(again.work().progress().percent()).isEqualTo(25);
    assertThat(again.work().claimedBy()).contains(new AgentId("ada"));
  }

  @Test
  void letsWhatComesWhileItStoresWaitInOrderAndRefusesWhatIsTooMuch() throws Exception {
    ActorRef<WorkCommand> item = started("busy");
    TestProbe<WorkReply> late = TestProbe.create(system);
    try (PluggedJournal.Block block = journal.blockWrites()) {
      item.tell(new WorkCommand.Add(spec("Busy"), Cause.troupe("test"), asker.getRef()));
      block.awaitBlockedWriters(1);
      for (int number = 0; number < MAY_WAIT - 1; number++) {
        item.tell(new WorkCommand.Get(asker.getRef()));
      }
      item.tell(new WorkCommand.Cancel(Optional.empty(), Cause.troupe("test"), asker.getRef()));
      item.tell(new WorkCommand.Get(late.getRef()));
      assertThat(((WorkReply.Refused) late.receiveMessage(PATIENCE)).refusal().code()).isEqualTo(Code.OVERLOADED);
      asker.expectNoMessage(Duration.ofMillis(100));
    }
    for (int number = 0; number < MAY_WAIT; number++) {
      assertThat(accepted().work().status()).isEqualTo(WorkStatus.READY);
    }
    assertThat(accepted().work().status()).isEqualTo(WorkStatus.CANCELLED);
  }

  @Test
  void answersWhatItStoresBeforeItStops() throws Exception {
    ActorRef<WorkCommand> item = started("stopping");
    TestProbe<Object> watch = TestProbe.create(system);
    try (PluggedJournal.Block block = journal.blockWrites()) {
      item.tell(new WorkCommand.Add(spec("Stopping"), Cause.troupe("test"), asker.getRef()));
      block.awaitBlockedWriters(1);
      for (int number = 0; number < MAY_WAIT; number++) {
        item.tell(new WorkCommand.Get(asker.getRef()));
      }
      item.tell(WorkItem.stopMessage());
      asker.expectNoMessage(Duration.ofMillis(100));
    }
    for (int number = 0; number < MAY_WAIT + 1; number++) {
      accepted();
    }
    watch.expectTerminated(item, PATIENCE);
  }

  @Test
  void readsItsJournalAgainWhenItCouldNotStore() throws Exception {
    ActorRef<WorkCommand> item = started("cut-off");
    add(item, "Cut off");
    try (PluggedJournal.Block block = journal.blockWrites()) {
      item.tell(claim("bob"));
      block.awaitBlockedWriters(1);
      item.tell(new WorkCommand.Get(asker.getRef()));
      journal.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'journal-test'");
      assertThat(accepted().work().status()).isEqualTo(WorkStatus.READY);
    }
    assertThat(toAgents).isEmpty();
    assertThat(claimed(item, "ada")).isEqualTo(new LeaseToken(1));
    assertThat(get(item).work().claimedBy()).contains(new AgentId("ada"));
  }

  @Test
  void leavesMemoryWhenNobodyNeedsItButNotWhileItIsHeld() {
    WorkSettings hasty = new WorkSettings(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100), 1_000, 10, MAY_WAIT);
    ActorRef<WorkCommand> free = started("free", hasty);
    ActorRef<WorkCommand> held = started("held", hasty);
    add(held, "Held");
    claimed(held, "ada");
    add(free, "Free");
    assertThat(((ClusterSharding.Passivate<?>) shard.receiveMessage(PATIENCE)).entity()).isEqualTo(free);
    shard.expectNoMessage(Duration.ofMillis(300));
  }

  private ActorRef<WorkCommand> started(String id) {
    Duration fiveMinutes = Duration.ofMinutes(5);
    return started(id, new WorkSettings(fiveMinutes, fiveMinutes, fiveMinutes, 1_000, 10, MAY_WAIT));
  }

  private ActorRef<WorkCommand> started(String id, WorkSettings settings) {
    Directory directory = new Directory((to, word) -> {}, (to, word) -> toAgents.add(word), (to, word) -> {});
    return Adapter.spawnAnonymous(
        journal.system, WorkItem.create(new WorkId(id), settings, new Crowd(1_000), directory, InstantSource.system(), shard.getRef()));
  }

  private static WorkSpec spec(String title) {
    return new WorkSpec(
        "test", title, "", Priority.LOW, new TeamId("default"), Set.of(), List.of(), Optional.empty(), Duration.ofMinutes(5), 3, Duration.ZERO, false,
        Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }

  private WorkReply.Accepted add(ActorRef<WorkCommand> item, String title) {
    item.tell(new WorkCommand.Add(spec(title), Cause.troupe("test"), asker.getRef()));
    return accepted();
  }

  private WorkReply.Accepted get(ActorRef<WorkCommand> item) {
    item.tell(new WorkCommand.Get(asker.getRef()));
    return accepted();
  }

  private WorkReply.Accepted accepted() {
    return (WorkReply.Accepted) asker.receiveMessage(PATIENCE);
  }

  private dev.troupe.protocol.Refusal refused() {
    return ((WorkReply.Refused) asker.receiveMessage(PATIENCE)).refusal();
  }

  private static WorkCommand claim(String agent) {
    return new WorkCommand.Claim(
        new AgentId(agent), Set.of(), new RequestId("r-" + agent), Optional.empty(), Cause.troupe("test"), Optional.empty());
  }

  private LeaseToken claimed(ActorRef<WorkCommand> item, String agent) {
    item.tell(claim(agent));
    try {
      AgentCommand told = toAgents.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return ((AgentCommand.ClaimGranted) told).grant().token();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String snapshots(String id) {
    try {
      return journal.ask("SELECT string_agg(sequence_number::text, ',') FROM snapshot WHERE persistence_id = 'work|" + id + "'");
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }
}
