package dev.troupe.node.dispatch;

import static dev.troupe.node.dispatch.Ready.NOON;
import static dev.troupe.node.dispatch.Ready.item;
import static dev.troupe.node.dispatch.Ready.match;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import dev.troupe.node.Directory;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.DispatchCommand.ProposalAnswered;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkCommand;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  /** Room for two items: a reload reads two as well. */
  private static final DispatchSettings SETTINGS =
      new DispatchSettings(2, 1, 10, TEN_SECONDS, TEN_SECONDS, Duration.ofMinutes(10), Duration.ofMinutes(2));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void readsOnBehindWhatWasHandedOutWhenTheReadSideLags() {
    List<ReadyWork> asEver = IntStream.range(0, 5).mapToObj(number -> item("w" + number, Priority.LOW, NOON.plusSeconds(number))).toList();
    TestProbe<WorkCommand.Claim> proposed = KIT.createTestProbe(WorkCommand.Claim.class);
    TestProbe<ClusterSharding.ShardCommand> shard = KIT.createTestProbe(ClusterSharding.ShardCommand.class);
    Directory directory = new Directory((work, command) -> proposed.ref().tell((WorkCommand.Claim) command), (agent, command) -> {}, (team, command) -> {});
    ActorRef<DispatchCommand> dispatcher =
        KIT.spawn(
            Dispatcher.create(
                new TeamId("default"),
                SETTINGS,
                directory,
                KIT.system().ignoreRef(),
                (team, after, limit) -> CompletableFuture.completedFuture(page(asEver, after, limit)),
                InstantSource.fixed(NOON),
                shard.ref()));
    for (int number = 0; number < asEver.size(); number++) {
      String agent = "agent-" + number;
      dispatcher.tell(match(agent, 1, TEN_SECONDS));
      WorkCommand.Claim proposal = proposed.receiveMessage();
      assertThat(proposal.agent().value()).isEqualTo(agent);
      ReadyWork work = asEver.get(number);
      dispatcher.tell(new ProposalAnswered(proposal.agent(), proposal.requestId(), work.id(), true, false, work.version() + 1));
    }
    dispatcher.tell(match("late", 1, TEN_SECONDS));
    proposed.expectNoMessage(Duration.ofMillis(200));
  }

  private static List<ReadyWork> page(List<ReadyWork> all, Optional<ReadyWork> after, int limit) {
    return all.stream().skip(after.map(last -> all.indexOf(last) + 1).orElse(0)).limit(limit).toList();
  }
}
