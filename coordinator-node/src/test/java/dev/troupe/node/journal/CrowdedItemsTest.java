package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
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

/** A backlog that does not fit into memory leaves it, long before its usual time. */
class CrowdedItemsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
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
    ActorRef<WorkCommand> first = added("crowded-1");
    ActorRef<WorkCommand> second = added("crowded-2");

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

  private ActorRef<WorkCommand> added(String id) {
    Directory nobody = new Directory((to, word) -> {}, (to, word) -> {}, (to, word) -> {});
    Duration fiveMinutes = Duration.ofMinutes(5);
    WorkSettings settings = new WorkSettings(fiveMinutes, fiveMinutes, Duration.ofMillis(50), 1, 100);
    ActorRef<WorkCommand> item =
        Adapter.spawnAnonymous(
            journal.system, WorkItem.create(new WorkId(id), settings, crowd, nobody, InstantSource.system(), shard.getRef()));
    TestProbe<WorkReply> probe = TestProbe.create(Adapter.toTyped(journal.system));
    WorkSpec spec =
        new WorkSpec(
            "test", "Crowded", "", Priority.LOW, new TeamId("default"), Set.of(), List.of(), Optional.empty(), Duration.ofMinutes(5), 3,
            Duration.ZERO, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    item.tell(new WorkCommand.Add(spec, Cause.troupe("test"), probe.getRef()));
    assertThat(probe.receiveMessage(PATIENCE)).isInstanceOf(WorkReply.Accepted.class);
    return item;
  }
}
