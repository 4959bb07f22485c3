package dev.troupe.gateway;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.gateway.http.NodeHealth;
import dev.troupe.gateway.http.ReadinessCheck;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.BoardQuery;
import dev.troupe.protocol.GuardCommand;
import dev.troupe.protocol.KeyCommand;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyQuery;
import dev.troupe.protocol.KeyReply;
import dev.troupe.protocol.ScalingQuery;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A cluster of one node whose entities are stubs, with a real gateway before it on a port of its own. */
public final class Fleet implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  public final ActorTestKit kit;
  public final Stubs stubs;
  public final Client client;
  public final AtomicReference<Optional<String>> journalFailure;
  public final AtomicBoolean neededToForm;
  public final AtomicBoolean maybeGivenUp;
  private final KeyStubs keys;

  private Fleet(ActorTestKit kit, Stubs stubs, KeyStubs keys, AtomicReference<Optional<String>> journalFailure, AtomicBoolean neededToForm, AtomicBoolean maybeGivenUp, int port) {
    this.kit = kit;
    this.stubs = stubs;
    this.keys = keys;
    this.journalFailure = journalFailure;
    this.neededToForm = neededToForm;
    this.maybeGivenUp = maybeGivenUp;
    this.client = new Client(port);
  }

  /** @param withReadSide whether what one node answers for all is answered: the board's lists, that of keys, the scaling advisor */
  public static Fleet start(boolean withReadSide) throws Exception {
    return start(withReadSide, "");
  }

  /**
   * Returns once every stub can be reached through the gateway.
   *
   * @param settings of the gateway, over those of every test
   */
  public static Fleet start(boolean withReadSide, String settings) throws Exception {
    ActorTestKit kit =
        ActorTestKit.create(
            "Fleet",
            ConfigFactory.load(
                ConfigFactory.parseString(settings)
                    .withFallback(ConfigFactory.parseResources("application-test.conf"))
                    .withFallback(ConfigFactory.load())));
    Cluster cluster = Cluster.get(kit.system());
    cluster.manager().tell(new Join(cluster.selfMember().address()));
    Stubs stubs = new Stubs();
    KeyStubs keys = new KeyStubs();
    ClusterSharding sharding = ClusterSharding.get(kit.system());
    sharding.init(Entity.of(WorkCommand.TYPE_KEY, context -> each(command -> stubs.onWork(context.getEntityId(), command))).withRole("coordinator"));
    sharding.init(Entity.of(AgentCommand.TYPE_KEY, context -> each(command -> stubs.onAgent(context.getEntityId(), command))).withRole("coordinator"));
    sharding.init(Entity.of(KeyCommand.TYPE_KEY, context -> keys.entity(new KeyId(context.getEntityId()))).withRole("coordinator"));
    sharding.init(Entity.of(GuardCommand.TYPE_KEY, context -> Fleet.<GuardCommand>each(note -> {})).withRole("coordinator"));
    offer(kit, WorkBatch.SERVICE_KEY, ClerkStub.create(sharding));
    if (withReadSide) {
      offer(kit, BoardQuery.SERVICE_KEY, each(stubs::onBoard));
      offer(kit, KeyQuery.SERVICE_KEY, keys.list());
      offer(kit, ScalingQuery.SERVICE_KEY, each(Stubs::onScaling));
    }
    awaitShards(sharding, stubs);
    GatewaySettings gateway = GatewaySettings.from(kit.system().settings().config());
    Coordinator coordinator = Coordinator.start(kit.system(), gateway.asks());
    AtomicReference<Optional<String>> journalFailure = new AtomicReference<>(Optional.empty());
    AtomicBoolean needed = new AtomicBoolean();
    AtomicBoolean maybeGivenUp = new AtomicBoolean();
    NodeHealth health = new NodeHealth(List.of(check("journal", journalFailure)), () -> CompletableFuture.completedFuture(needed.get()), maybeGivenUp::get);
    int port =
        GatewayServer.start(kit.system(), coordinator, gateway, health)
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    return new Fleet(kit, stubs, keys, journalFailure, needed, maybeGivenUp, port);
  }

  private static <M> Behavior<M> each(Consumer<M> onMessage) {
    return Behaviors.receiveMessage(
        message -> {
          onMessage.accept(message);
          return Behaviors.same();
        });
  }

  /** Returns once the service is found, so that the gateway's routers know it from their first message on. */
  private static <M> void offer(ActorTestKit kit, ServiceKey<M> key, Behavior<M> behavior) throws Exception {
    ActorRef<M> service = kit.spawn(behavior);
    ActorRef<Receptionist.Command> receptionist = kit.system().receptionist();
    receptionist.tell(Receptionist.register(key, service));
    while (!AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
            receptionist, replyTo -> Receptionist.find(key, replyTo), PATIENCE, kit.system().scheduler())
        .toCompletableFuture()
        .get()
        .getServiceInstances(key)
        .contains(service)) {
      Thread.onSpinWait();
    }
  }

  /** Returns once an entity of each kind has answered; regions hold what is asked of them until they have a home for it. */
  private static void awaitShards(ClusterSharding sharding, Stubs stubs) throws Exception {
    for (CompletionStage<?> answer :
        List.of(
            sharding.entityRefFor(WorkCommand.TYPE_KEY, "first").<WorkReply>ask(WorkCommand.Get::new, PATIENCE),
            sharding.entityRefFor(AgentCommand.TYPE_KEY, "first").<AgentReply>ask(AgentCommand.Get::new, PATIENCE),
            sharding.entityRefFor(KeyCommand.TYPE_KEY, "none").<KeyReply>ask(KeyCommand.Get::new, PATIENCE))) {
      answer.toCompletableFuture().get();
    }
    stubs.askedOfWork.clear();
    stubs.askedOfAgents.clear();
  }

  /** Everything there is, by name. */
  public Set<String> everything() {
    Set<String> all = new TreeSet<>(stubs.items.keySet());
    stubs.agents.forEach(agent -> all.add("agent " + agent));
    keys.all().forEach(key -> all.add("key " + key));
    return all;
  }

  private static ReadinessCheck check(String name, AtomicReference<Optional<String>> failure) {
    return new ReadinessCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public CompletionStage<Optional<String>> failure() {
        return CompletableFuture.completedFuture(failure.get());
      }
    };
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
