package dev.troupe.node.census;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Takes the census, one round after the other. One in the cluster; when it moves, the node it leaves serves its metrics no longer. */
public final class Census extends AbstractBehavior<Census.Message> {
  private static final List<Metric> OWN = List.of(Metric.QUEUE_DEPTH, Metric.QUEUE_AGE, Metric.INVARIANT_FINISHED);

  private final DataSource database;
  private final CensusSettings settings;
  private final Executor blocking;
  private final Listener listener;
  private final PromiseCheck promises;
  private final Set<QueueQuery.Cell> shown = new HashSet<>();

  /** Hears of each census what waits in the whole cluster. */
  public interface Listener {
    /** @param oldest age of the oldest ready item; zero when there are none */
    void waiting(long ready, Duration oldest);
  }

  sealed interface Message {}

  private record Due() implements Message {}

  private record Counted(List<QueueQuery.Queue> queues, PromiseCheck.Round checked) implements Message {}

  private record Failed(Throwable why) implements Message {}

  /** To be called once on every node with the role. */
  public static void start(ActorSystem<?> system, DataSource database, String role, Listener listener) {
    CensusSettings settings = CensusSettings.of(system.settings().config());
    SupervisorStrategy restart = SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);
    Behavior<Message> census = Behaviors.setup(context -> new Census(context, database, settings, listener));
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(Behaviors.supervise(census).onFailure(restart), "census")
                .withSettings(ClusterSingletonSettings.create(system).withRole(role)));
  }

  private Census(ActorContext<Message> context, DataSource database, CensusSettings settings, Listener listener) {
    super(context);
    this.database = database;
    this.listener = listener;
    this.settings = settings;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    this.promises = new PromiseCheck(settings);
    context.scheduleOnce(settings.period(), context.getSelf(), new Due());
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Due.class, due -> look())
        .onMessage(Counted.class, this::counted)
        .onMessage(Failed.class, this::failed)
        .onSignal(PostStop.class, stopped -> leave())
        .build();
  }

  private Behavior<Message> look() {
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(this::count, blocking), (counted, failure) -> failure == null ? counted : new Failed(failure));
    return this;
  }

  private Counted count() {
    try (Connection connection = database.getConnection()) {
      return new Counted(QueueQuery.queues(connection, settings), promises.round(connection));
    } catch (SQLException unanswered) {
      throw new CompletionException(unanswered);
    }
  }

  private Behavior<Message> counted(Counted counted) {
    Instant now = Instant.now();
    Set<QueueQuery.Cell> empty = new HashSet<>(shown);
    long ready = 0;
    Duration oldest = Duration.ZERO;
    for (QueueQuery.Queue queue : counted.queues()) {
      shown.add(queue.cell());
      empty.remove(queue.cell());
      Duration age = Duration.between(queue.oldest(), now);
      show(queue.cell(), queue.depth(), Math.max(0, age.toMillis() / 1_000.0));
      ready += queue.depth();
      oldest = age.compareTo(oldest) > 0 ? age : oldest;
    }
    listener.waiting(ready, oldest);
    empty.forEach(cell -> show(cell, 0, 0));
    Metrics.count(Metric.INVARIANT_EVENTS, counted.checked().events());
    for (Promises.Breach breach : counted.checked().breaches()) {
      Metrics.count(Metric.INVARIANT_VIOLATIONS, breach.promise().label());
      getContext().getLog().error("The journal breaks the promise {}: {} See docs/runbooks.md#promise-broken.", breach.promise().label(), breach.detail());
    }
    Metrics.set(Metric.INVARIANT_FINISHED, now.toEpochMilli() / 1_000.0);
    again();
    return this;
  }

  private Behavior<Message> failed(Failed failed) {
    getContext().getLog().warn("The census could not be taken: {}. It tries again.", failed.why().toString());
    again();
    return this;
  }

  private void again() {
    getContext().scheduleOnce(settings.period(), getContext().getSelf(), new Due());
  }

  private Behavior<Message> leave() {
    OWN.forEach(Metrics::forget);
    return this;
  }

  private static void show(QueueQuery.Cell cell, long depth, double ageSeconds) {
    Metrics.set(Metric.QUEUE_DEPTH, depth, cell.team(), cell.priority());
    Metrics.set(Metric.QUEUE_AGE, ageSeconds, cell.team(), cell.priority());
  }
}
