package dev.troupe.node.work;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.cluster.sharding.ShardRegion.ClusterShardingStats;
import akka.cluster.sharding.ShardRegion.ShardRegionStats;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.Directory;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.DispatchCommand.ProposalAnswered;
import dev.troupe.protocol.DispatchCommand.ProposalsAnswered;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkBatch.Answer;
import dev.troupe.protocol.WorkBatch.Answers;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class WorkClerkTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.actor.provider = cluster\nakka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }")
              .withFallback(ConfigFactory.load("wire")));
  private static final Duration WITHIN = Duration.ofSeconds(3);
  private static final Address HERE = AddressFromURIString.parse("akka://troupe@127.0.0.1:1");
  private static final Address THERE = AddressFromURIString.parse("akka://troupe@127.0.0.1:2");
  private static final int SHARDS = 10;

  private final Map<WorkId, CompletableFuture<WorkReply>> asked = new LinkedHashMap<>();
  private final TestProbe<WorkCommand> items = KIT.createTestProbe(WorkCommand.class);
  private final TestProbe<AgentCommand> agent = KIT.createTestProbe(AgentCommand.class);
  private final TestProbe<DispatchCommand> dispatcher = KIT.createTestProbe(DispatchCommand.class);
  private final Directory directory = new Directory((id, told) -> items.ref().tell(told), (id, told) -> agent.ref().tell(told), (id, told) -> {});
  private final Homes homes = new Homes(HERE, SHARDS);
  private final TestProbe<Answers> asker = KIT.createTestProbe(Answers.class);
  private final ActorRef<WorkBatch> clerk = KIT.spawn(WorkClerk.create(this::ask, directory, homes, () -> {}));

  @AfterAll
  static void close() {
    KIT.shutdownTestKit();
  }

  private synchronized CompletionStage<WorkReply> ask(WorkBatch.Order order, Duration within) {
    CompletableFuture<WorkReply> reply = new CompletableFuture<>();
    asked.put(order.work(), reply);
    notifyAll();
    return reply;
  }

  private synchronized List<CompletableFuture<WorkReply>> awaitAsked(int count) throws InterruptedException {
    while (asked.size() < count) {
      wait();
    }
    return new ArrayList<>(asked.values());
  }

  @Test
  void asksAllAtOnceAndAnswersOnceWhenTheLastHasSpoken() throws InterruptedException {
    clerk.tell(new WorkBatch.AskAll(looks(3), WITHIN, asker.ref()));
    List<CompletableFuture<WorkReply>> items = awaitAsked(3);
    items.get(2).complete(refused("c"));
    items.get(0).complete(refused("a"));
    asker.expectNoMessage(Duration.ofMillis(50));
    items.get(1).complete(refused("b"));
    assertThat(asker.receiveMessage().answers())
        .containsExactly(new Answer(0, refused("a")), new Answer(1, refused("b")), new Answer(2, refused("c")));
  }

  @Test
  void leavesOutWhoDidNotAnswerInTime() throws InterruptedException {
    clerk.tell(new WorkBatch.AskHere(looks(2), WITHIN, asker.ref()));
    List<CompletableFuture<WorkReply>> items = awaitAsked(2);
    items.get(0).completeExceptionally(new TimeoutException());
    items.get(1).complete(refused("b"));
    assertThat(asker.receiveMessage().answers()).containsExactly(new Answer(1, refused("b")));
  }

  @Test
  void leavesOutAnAnswerThatDoesNotFitIntoTheMessage() throws InterruptedException {
    clerk.tell(new WorkBatch.AskAll(looks(4), WITHIN, asker.ref()));
    WorkReply large = refused("é".repeat(100 << 10));
    awaitAsked(4).forEach(item -> item.complete(large));
    assertThat(asker.receiveMessage().answers()).extracting(Answer::index).containsExactly(0, 1, 2);
  }

  @Test
  void proposesSeveralAtOnceAndTellsTheirAnswersTogether() {
    List<WorkId> works = List.of(new WorkId("w-1"), new WorkId("w-2"), new WorkId("w-3"));
    RequestId request = new RequestId("r");
    clerk.tell(
        new WorkBatch.Propose(
            new WorkBatch.Proposal(Works.ADA, Set.of(), request, Optional.empty(), Cause.troupe("test"), dispatcher.ref()), works));
    List<WorkCommand.Claim> claims = items.receiveSeveralMessages(3).stream().map(WorkCommand.Claim.class::cast).toList();
    for (int i = 0; i < 3; i++) {
      boolean granted = i < 2;
      if (granted) {
        claims.get(i).grantTo().orElseThrow().tell(new AgentCommand.ClaimGranted(request, Works.grant(works.get(i))));
      }
      claims.get(i).proposer().orElseThrow().tell(new ProposalAnswered(Works.ADA, request, works.get(i), granted, false, 2));
    }
    assertThat(agent.expectMessageClass(AgentCommand.ClaimsGranted.class).grants()).extracting(grant -> grant.work().id()).containsExactlyElementsOf(works.subList(0, 2));
    assertThat(dispatcher.expectMessageClass(ProposalsAnswered.class).answers()).extracting(ProposalAnswered::granted).containsExactly(true, true, false);
  }

  @Test
  void passesOnWhatComesWhenTheOthersHaveBeenToldAlready() {
    List<AgentCommand.ClaimsGranted> toAgent = new ArrayList<>();
    List<ProposalsAnswered> toDispatcher = new ArrayList<>();
    RequestId request = new RequestId("r");
    ClaimRound round = new ClaimRound(request, List.of(new WorkId("w-1"), new WorkId("w-2")), toAgent::add, toDispatcher::add);
    round.granted(new AgentCommand.ClaimGranted(request, Works.grant(new WorkId("w-1"))));
    round.answered(new ProposalAnswered(Works.ADA, request, new WorkId("w-1"), true, false, 2));
    assertThat(toAgent).isEmpty();
    round.timeUp();
    assertThat(toAgent).hasSize(1);
    assertThat(round.isDone()).isFalse();
    round.granted(new AgentCommand.ClaimGranted(request, Works.grant(new WorkId("w-2"))));
    assertThat(toAgent).hasSize(2);
    round.answered(new ProposalAnswered(Works.ADA, request, new WorkId("w-2"), true, false, 2));
    assertThat(toDispatcher).hasSize(2);
    assertThat(round.isDone()).isTrue();
  }

  @Test
  void sendsWhatLivesElsewhereToTheClerkThere() {
    String serialized = THERE + "/system/troupe-work-clerk";
    ActorRef<WorkBatch> other = ActorRefResolver.get(KIT.system()).resolveActorRef(serialized);
    homes.clerks(Set.of(other, clerk));
    WorkId here = new WorkId("w-1");
    WorkId there = new WorkId("w-2");
    WorkId nobodyKnows = new WorkId("w-3");
    homes.told(stats(Map.of(shard(here), HERE, shard(there), THERE)));
    assertThat(homes.elsewhere(here)).isEmpty();
    assertThat(homes.elsewhere(there)).contains(other);
    assertThat(homes.elsewhere(nobodyKnows)).isEmpty();
    homes.clerks(Set.of(clerk));
    assertThat(homes.elsewhere(there)).isEmpty();
  }

  private static String shard(WorkId work) {
    return new HashCodeMessageExtractor<WorkCommand>(SHARDS).shardId(work.value());
  }

  private static ClusterShardingStats stats(Map<String, Address> homes) {
    Map<Address, ShardRegionStats> regions = new LinkedHashMap<>();
    homes.forEach(
        (shard, home) -> regions.put(home, new ShardRegionStats(scala.collection.immutable.Map.from(CollectionConverters.asScala(Map.of(shard, (Object) 1))))));
    return new ClusterShardingStats(scala.collection.immutable.Map.from(CollectionConverters.asScala(regions)));
  }

  private static List<WorkBatch.Order> looks(int count) {
    return IntStream.range(0, count).<WorkBatch.Order>mapToObj(i -> new WorkBatch.Look(new WorkId("w-" + i))).toList();
  }

  private static WorkReply refused(String detail) {
    return new WorkReply.Refused(Refusal.of(Code.NOT_FOUND, detail));
  }
}
