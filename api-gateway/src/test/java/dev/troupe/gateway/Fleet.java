package dev.troupe.gateway;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.gateway.http.ReadinessCheck;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.BoardQuery;
import dev.troupe.protocol.GuardCommand;
import dev.troupe.protocol.KeyCommand;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyQuery;
import dev.troupe.protocol.WorkCommand;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A cluster of one node whose entities are stubs, with a real gateway before it on a port of its own. */
public final class Fleet implements AutoCloseable {
  public final ActorTestKit kit;
  public final Stubs stubs = new Stubs();
  public final Client client;
  public final AtomicReference<Optional<String>> journalFailure = new AtomicReference<>(Optional.empty());

  private final KeyStubs keys;

  private Fleet(ActorTestKit kit, KeyStubs keys, int port) {
    this.kit = kit;
    this.keys = keys;
    this.client = new Client(port);
  }

  /** @param withBoard whether a read side answers */
  public static Fleet start(boolean withBoard) throws Exception {
    return start(withBoard, "");
  }

  /** @param settings of the gateway, over those of every test */
  public static Fleet start(boolean withBoard, String settings) throws Exception {
    ActorTestKit kit =
        ActorTestKit.create(
            "Fleet",
            ConfigFactory.load(
                ConfigFactory.parseString(settings)
                    .withFallback(ConfigFactory.parseResources("application-test.conf"))
                    .withFallback(ConfigFactory.load())));
    Cluster cluster = Cluster.get(kit.system());
    cluster.manager().tell(new Join(cluster.selfMember().address()));
    FleetParts parts = new FleetParts();
    ClusterSharding sharding = ClusterSharding.get(kit.system());
    sharding.init(Entity.of(WorkCommand.TYPE_KEY, context -> parts.work(context.getEntityId())).withRole("coordinator"));
    sharding.init(Entity.of(AgentCommand.TYPE_KEY, context -> parts.agent(context.getEntityId())).withRole("coordinator"));
    if (withBoard) {
      var board = kit.<BoardQuery>spawn(parts.board());
      kit.system().receptionist().tell(Receptionist.register(BoardQuery.SERVICE_KEY, board));
    }
    KeyStubs keys = new KeyStubs();
    sharding.init(Entity.of(KeyCommand.TYPE_KEY, context -> keys.entity(new KeyId(context.getEntityId()))).withRole("coordinator"));
    sharding.init(Entity.of(GuardCommand.TYPE_KEY, context -> Behaviors.<GuardCommand>receiveMessage(note -> Behaviors.same())).withRole("coordinator"));
    kit.system().receptionist().tell(Receptionist.register(KeyQuery.SERVICE_KEY, kit.spawn(keys.list())));
    GatewaySettings gateway = GatewaySettings.from(kit.system().settings().config());
    Coordinator coordinator = Coordinator.start(kit.system(), gateway.asks());
    AtomicReference<Fleet> self = new AtomicReference<>();
    int port =
        GatewayServer.start(kit.system(), coordinator, gateway, List.of(check("journal", self)))
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    Fleet fleet = new Fleet(kit, keys, port);
    parts.stubs.set(fleet.stubs);
    self.set(fleet);
    while (withBoard && fleet.client.get("/v1/status").body().path("work").isNull()) {
      Thread.onSpinWait();
    }
    return fleet;
  }

  /** Everything there is, by name. */
  public Set<String> everything() {
    Set<String> all = new TreeSet<>(stubs.items.keySet());
    stubs.agents.forEach(agent -> all.add("agent " + agent));
    keys.all().forEach(key -> all.add("key " + key));
    return all;
  }

  private static ReadinessCheck check(String name, AtomicReference<Fleet> fleet) {
    return new ReadinessCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public CompletionStage<Optional<String>> failure() {
        return CompletableFuture.completedFuture(fleet.get().journalFailure.get());
      }
    };
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }

  /** The behaviours of the stubs; what they answer is decided in {@link Stubs}. */
  private static final class FleetParts {
    final AtomicReference<Stubs> stubs = new AtomicReference<>();

    Behavior<WorkCommand> work(String id) {
      return Behaviors.receiveMessage(
          command -> {
            stubs.get().onWork(id, command);
            return Behaviors.same();
          });
    }

    Behavior<AgentCommand> agent(String id) {
      return Behaviors.receiveMessage(
          command -> {
            stubs.get().onAgent(id, command);
            return Behaviors.same();
          });
    }

    Behavior<BoardQuery> board() {
      return Behaviors.receiveMessage(
          query -> {
            stubs.get().onBoard(query);
            return Behaviors.same();
          });
    }
  }
}
