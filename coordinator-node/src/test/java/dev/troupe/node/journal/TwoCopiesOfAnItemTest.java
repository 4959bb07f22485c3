package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.testkit.javadsl.TestKit;
import dev.troupe.node.Directory;
import dev.troupe.node.journal.PluggedJournal.Dao;
import dev.troupe.node.work.Crowd;
import dev.troupe.node.work.WorkItem;
import dev.troupe.node.work.WorkSettings;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import dev.troupe.protocol.WorkSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The fault everything else rests on: one work item alive twice, on two nodes, both ready, both asked for a lease by different agents. The journal
 * lets one of them store; the other restarts, reads what the first has stored, and refuses.
 */
class TwoCopiesOfAnItemTest {
  private static final Map<String, Object> BINDINGS =
      Map.of(
          "akka.actor.serialization-bindings.\"dev.troupe.node.work.WorkEvent\"", "jackson-json-event",
          "akka.actor.serialization-bindings.\"dev.troupe.node.work.WorkState\"", "jackson-json-event");
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final PluggedJournal one = new PluggedJournal(Dao.OURS, BINDINGS);
  private static final ActorSystem two = ActorSystem.create("second-node", PluggedJournal.config(Dao.OURS, one.database, BINDINGS));

  /** What agents were told, from both nodes: [agent, grant or refusal]. */
  private final Queue<Map.Entry<AgentId, AgentCommand>> told = new ConcurrentLinkedQueue<>();

  @AfterAll
  static void close() {
    TestKit.shutdownActorSystem(two);
    one.close();
  }

  @Test
  void giveOneLeaseBetweenThem() throws SQLException {
    for (int round = 0; round < 10; round++) {
      told.clear();
      WorkId id = new WorkId("doubled-" + round);
      ActorRef<WorkCommand> here = copy(one.system, id);
      add(one.system, here);
      ActorRef<WorkCommand> there = copy(two, id);
      get(two, there);

      here.tell(claim(new AgentId("ada")));
      there.tell(claim(new AgentId("bob")));

      TestProbe.create(Adapter.toTyped(one.system))
          .awaitAssert(
              PATIENCE,
              () -> {
                assertThat(told).anyMatch(word -> word.getValue() instanceof AgentCommand.ClaimGranted);
                return null;
              });
      WorkReply.Accepted seenHere = get(one.system, here);
      WorkReply.Accepted seenThere = get(two, there);
      assertThat(seenHere.work().claimedBy()).as("round %d", round).isPresent().isEqualTo(seenThere.work().claimedBy());
      String holder = seenHere.work().claimedBy().get().value();
      List<String> granted =
          told.stream()
              .filter(word -> word.getValue() instanceof AgentCommand.ClaimGranted)
              .map(word -> word.getKey().value())
              .distinct()
              .toList();
      assertThat(granted).as("round %d", round).containsExactly(holder);
      assertThat(one.ask("SELECT count(*)::text FROM audit_event WHERE entity_id = '" + id + "' AND action = 'work.claimed'"))
          .isEqualTo("1");
    }
  }

  private ActorRef<WorkCommand> copy(ActorSystem system, WorkId id) {
    Directory directory = new Directory((to, word) -> {}, (to, word) -> told.add(Map.entry(to, word)), (to, word) -> {});
    TestProbe<ClusterSharding.ShardCommand> shard = TestProbe.create(Adapter.toTyped(system));
    WorkSettings settings = new WorkSettings(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5), 1_000, 100, 1_000);
    return Adapter.spawnAnonymous(system, WorkItem.create(id, settings, new Crowd(1_000), directory, InstantSource.system(), shard.getRef()));
  }

  private static void add(ActorSystem system, ActorRef<WorkCommand> item) {
    TestProbe<WorkReply> probe = TestProbe.create(Adapter.toTyped(system));
    WorkSpec spec =
        new WorkSpec(
            "test", "Doubled", "", Priority.LOW, new TeamId("default"), Set.of(), List.of(), Optional.empty(), Duration.ofMinutes(5), 3,
            Duration.ZERO, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    item.tell(new WorkCommand.Add(spec, Cause.troupe("test"), probe.getRef()));
    assertThat(probe.receiveMessage(PATIENCE)).isInstanceOf(WorkReply.Accepted.class);
  }

  private static WorkReply.Accepted get(ActorSystem system, ActorRef<WorkCommand> item) {
    TestProbe<WorkReply> probe = TestProbe.create(Adapter.toTyped(system));
    item.tell(new WorkCommand.Get(probe.getRef()));
    return (WorkReply.Accepted) probe.receiveMessage(PATIENCE);
  }

  private static WorkCommand.Claim claim(AgentId agent) {
    return new WorkCommand.Claim(
        agent, Set.of(), new RequestId("r-" + agent), Optional.empty(), Cause.troupe("test"), Optional.empty());
  }
}
