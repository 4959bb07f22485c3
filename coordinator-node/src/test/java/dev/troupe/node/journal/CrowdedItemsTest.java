package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.troupe.node.Directory;
import dev.troupe.node.work.Crowd;
import dev.troupe.node.work.WorkItem;
import dev.troupe.node.work.WorkSettings;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import dev.troupe.protocol.WorkSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A backlog that does not fit into memory leaves it, long before its usual time. */
class CrowdedItemsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final WorkSpec SPEC =
      new WorkSpec(
          "test", "Crowded", "", Priority.LOW, new TeamId("default"), Set.of(), List.of(), Optional.empty(), Duration.ofMinutes(5), 3,
          Duration.ZERO, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  private static final PluggedJournal journal =
      new PluggedJournal(
          PluggedJournal.Dao.OURS, Map.of("akka.actor.serialization-bindings.\"dev.troupe.node.work.WorkEvent\"", "jackson-json-event"));

  private final Crowd crowd = new Crowd(1);
  private final TestProbe<ClusterSharding.ShardCommand> shard = TestProbe.create(Adapter.toTyped(journal.system));

  @AfterAll
  static void close() {
    journal.close();
  }

  @Test
  void sendsAwayWhatComesBeyondTheBoundAndForgetsWhatHasLeft() {
    ActorRef<WorkCommand> first = started("crowded-1");
    add(first);
    ActorRef<WorkCommand> second = started("crowded-2");
    add(second);

    ClusterSharding.Passivate<?> leaves = (ClusterSharding.Passivate<?>) shard.receiveMessage(PATIENCE);
    assertThat(leaves.entity()).isEqualTo(second);
    assertThat(crowd.items()).isEqualTo(2);

    TestProbe<Object> watch = TestProbe.create(Adapter.toTyped(journal.system));
    for (ActorRef<WorkCommand> item : List.of(first, second)) {
      item.tell(WorkItem.stopMessage());
      watch.expectTerminated(item, PATIENCE);
    }
    assertThat(crowd.items()).isZero();
  }

  /** Of two copies the second cannot store; until it starts again it hears nothing. */
  @Test
  void forgetsAnItemThatIsStoppedWhileItWaitsToStartAgain() {
    ActorRef<WorkCommand> first = started("fenced");
    add(first);
    ActorRef<WorkCommand> second = started("fenced");
    TestProbe<WorkReply> probe = TestProbe.create(Adapter.toTyped(journal.system));
    second.tell(new WorkCommand.Get(probe.getRef()));
    assertThat(probe.receiveMessage(PATIENCE)).isInstanceOf(WorkReply.Accepted.class);
    first.tell(new WorkCommand.Cancel(Optional.empty(), Cause.troupe("test"), probe.getRef()));
    assertThat(probe.receiveMessage(PATIENCE)).isInstanceOf(WorkReply.Accepted.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try {
      second.tell(new WorkCommand.Cancel(Optional.empty(), Cause.troupe("test"), probe.getRef()));
      TestProbe<Object> watch = TestProbe.create(Adapter.toTyped(journal.system));
      watch.awaitAssert(PATIENCE, Duration.ofMillis(5), () -> {
        assertThat(List.copyOf(log.list)).anyMatch(event -> event.getFormattedMessage().contains("Work fenced could not store work.cancelled"));
        return null;
      });
      journal.system.stop(Adapter.toClassic(second));
      watch.expectTerminated(second, PATIENCE);
      assertThat(crowd.items()).isEqualTo(1);
    } finally {
      root.detachAppender(log);
    }
  }

  private ActorRef<WorkCommand> started(String id) {
    Directory nobody = new Directory((to, word) -> {}, (to, word) -> {}, (to, word) -> {});
    Duration fiveMinutes = Duration.ofMinutes(5);
    WorkSettings settings = new WorkSettings(fiveMinutes, fiveMinutes, Duration.ofMillis(50), 1, 100, 1_000);
    ActorRef<WorkCommand> item =
        Adapter.spawnAnonymous(
            journal.system, WorkItem.create(new WorkId(id), settings, crowd, nobody, InstantSource.system(), shard.getRef()));
    return item;
  }

  private static void add(ActorRef<WorkCommand> item) {
    TestProbe<WorkReply> probe = TestProbe.create(Adapter.toTyped(journal.system));
    item.tell(new WorkCommand.Add(SPEC, Cause.troupe("test"), probe.getRef()));
    assertThat(probe.receiveMessage(PATIENCE)).isInstanceOf(WorkReply.Accepted.class);
    // It answers before it sees how crowded it is: what it answers next comes after that.
    item.tell(new WorkCommand.Get(probe.getRef()));
    assertThat(probe.receiveMessage(PATIENCE)).isInstanceOf(WorkReply.Accepted.class);
  }
}
