package dev.troupe.node.work;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import akka.cluster.sharding.ShardRegion.ClusterShardingStats;
import akka.cluster.sharding.typed.GetClusterShardingStats;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import dev.troupe.node.Directory;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Asks many items at once for whoever sent one message, or proposes them at once to an agent: those that live here directly, those of another node in one
 * message to the clerk there. It holds
 * nothing between two batches; what is lost with it was not answered, and is asked again.
 */
public final class WorkClerk extends AbstractBehavior<WorkBatch> {
  private static final Duration BELIEVED = Duration.ofSeconds(5);

  private final BiFunction<WorkBatch.Order, Duration, CompletionStage<WorkReply>> items;
  private final Directory directory;
  private final Homes homes;
  private final Runnable whereabouts;
  private long askedAtNanos;

  private record ClerksKnown(Receptionist.Listing listing) implements WorkBatch.Internal {}

  private record HomesKnown(ClusterShardingStats stats) implements WorkBatch.Internal {}

  /** Call it once on each coordinator. */
  public static ActorRef<WorkBatch> start(ActorSystem<?> system, Directory directory) {
    Behavior<WorkBatch> supervised = Behaviors.supervise(create(directory)).onFailure(SupervisorStrategy.restart());
    ActorRef<WorkBatch> clerk = system.systemActorOf(supervised, "troupe-work-clerk", Props.empty());
    system.receptionist().tell(Receptionist.register(WorkBatch.SERVICE_KEY, clerk));
    return clerk;
  }

  private static Behavior<WorkBatch> create(Directory directory) {
    return Behaviors.setup(
        context -> {
          ActorSystem<?> system = context.getSystem();
          ClusterSharding sharding = ClusterSharding.get(system);
          int shards = system.settings().config().getInt("akka.cluster.sharding.number-of-shards");
          Homes homes = new Homes(Cluster.get(system).selfMember().address(), shards);
          ActorRef<ClusterShardingStats> told = context.messageAdapter(ClusterShardingStats.class, HomesKnown::new);
          ActorRef<Receptionist.Listing> clerks = context.messageAdapter(Receptionist.Listing.class, ClerksKnown::new);
          system.receptionist().tell(Receptionist.subscribe(WorkBatch.SERVICE_KEY, clerks));
          return create(
              (order, within) -> sharding.entityRefFor(WorkCommand.TYPE_KEY, order.work().value()).ask(order::command, within),
              directory,
              homes,
              () -> sharding.shardState().tell(new GetClusterShardingStats(WorkCommand.TYPE_KEY, BELIEVED, told)));
        });
  }

  /**
   * @param items asks one item
   * @param directory proposes to one item, and tells an agent's entity
   * @param whereabouts asks where items live; the answer comes later
   */
  static Behavior<WorkBatch> create(
      BiFunction<WorkBatch.Order, Duration, CompletionStage<WorkReply>> items, Directory directory, Homes homes, Runnable whereabouts) {
    return Behaviors.setup(context -> new WorkClerk(context, items, directory, homes, whereabouts));
  }

  private WorkClerk(
      ActorContext<WorkBatch> context,
      BiFunction<WorkBatch.Order, Duration, CompletionStage<WorkReply>> items,
      Directory directory,
      Homes homes,
      Runnable whereabouts) {
    super(context);
    this.items = items;
    this.directory = directory;
    this.homes = homes;
    this.whereabouts = whereabouts;
    this.askedAtNanos = System.nanoTime() - BELIEVED.toNanos();
  }

  @Override
  public Receive<WorkBatch> createReceive() {
    return newReceiveBuilder()
        .onMessage(WorkBatch.AskAll.class, this::onAskAll)
        .onMessage(WorkBatch.AskHere.class, this::onAskHere)
        .onMessage(WorkBatch.Propose.class, this::onPropose)
        .onMessage(WorkBatch.ProposeHere.class, batch -> propose(batch.proposal(), batch.works()))
        .onMessage(ClerksKnown.class, this::onClerks)
        .onMessage(HomesKnown.class, this::onHomes)
        .build();
  }

  private Behavior<WorkBatch> onAskAll(WorkBatch.AskAll batch) {
    lookAround();
    List<Integer> here = new ArrayList<>();
    Map<ActorRef<WorkBatch>, List<Integer>> elsewhere = new HashMap<>();
    for (int i = 0; i < batch.orders().size(); i++) {
      Optional<ActorRef<WorkBatch>> clerk = homes.elsewhere(batch.orders().get(i).work());
      clerk.map(there -> elsewhere.computeIfAbsent(there, first -> new ArrayList<>())).orElse(here).add(i);
    }
    Gathering gathering = new Gathering(batch.orders().size(), batch.replyTo());
    askItems(batch.orders(), here, batch.within(), gathering);
    elsewhere.forEach((clerk, indices) -> askThere(clerk, batch, indices, gathering));
    return this;
  }

  private Behavior<WorkBatch> onAskHere(WorkBatch.AskHere batch) {
    int count = batch.orders().size();
    askItems(batch.orders(), IntStream.range(0, count).boxed().toList(), batch.within(), new Gathering(count, batch.replyTo()));
    return this;
  }

  private Behavior<WorkBatch> onPropose(WorkBatch.Propose batch) {
    lookAround();
    List<WorkId> here = new ArrayList<>();
    Map<ActorRef<WorkBatch>, List<WorkId>> elsewhere = new HashMap<>();
    batch.works().forEach(work -> homes.elsewhere(work).map(there -> elsewhere.computeIfAbsent(there, first -> new ArrayList<>())).orElse(here).add(work));
    elsewhere.forEach((clerk, works) -> clerk.tell(new WorkBatch.ProposeHere(batch.proposal(), List.copyOf(works))));
    return propose(batch.proposal(), here);
  }

  private Behavior<WorkBatch> propose(WorkBatch.Proposal proposal, List<WorkId> works) {
    if (!works.isEmpty()) {
      getContext().spawnAnonymous(Proposing.create(proposal, works, directory));
    }
    return this;
  }

  private void askItems(List<WorkBatch.Order> orders, List<Integer> indices, Duration within, Gathering gathering) {
    for (int index : indices) {
      items.apply(orders.get(index), within).whenComplete((reply, failure) -> gathering.answered(index, Optional.ofNullable(reply)));
    }
  }

  /** The other clerk is given less time, so that what it has heard by then is here in time. */
  private void askThere(ActorRef<WorkBatch> clerk, WorkBatch.AskAll batch, List<Integer> indices, Gathering gathering) {
    List<WorkBatch.Order> orders = indices.stream().map(batch.orders()::get).toList();
    Duration within = batch.within().multipliedBy(3).dividedBy(4);
    AskPattern.<WorkBatch, WorkBatch.Answers>ask(
            clerk, replyTo -> new WorkBatch.AskHere(orders, within, replyTo), batch.within(), getContext().getSystem().scheduler())
        .whenComplete(
            (told, failure) -> {
              WorkReply[] replies = new WorkReply[orders.size()];
              if (failure == null) {
                told.answers().forEach(answer -> replies[answer.index()] = answer.reply());
              }
              for (int i = 0; i < replies.length; i++) {
                gathering.answered(indices.get(i), Optional.ofNullable(replies[i]));
              }
            });
  }

  /** Only while there are batches, so that an idle cluster asks nothing. */
  private void lookAround() {
    if (System.nanoTime() - askedAtNanos >= BELIEVED.toNanos()) {
      askedAtNanos = System.nanoTime();
      whereabouts.run();
    }
  }

  private Behavior<WorkBatch> onClerks(ClerksKnown known) {
    homes.clerks(known.listing().getServiceInstances(WorkBatch.SERVICE_KEY));
    return this;
  }

  private Behavior<WorkBatch> onHomes(HomesKnown known) {
    homes.told(known.stats());
    return this;
  }
}
