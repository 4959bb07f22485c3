package dev.troupe.node.split;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.MemberDowned;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Writes down which members were given up, by whomever, so that none of them, back from a long pause or from behind a partition, gets the lease once it is free
 * again. Repeats itself until the database has it.
 */
public final class GivenUpNodes extends AbstractBehavior<GivenUpNodes.Message> {
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  /** More members than a cluster has: what waits while the database is away. */
  private static final int MOST_WAITING = 1_000;

  private final Arbiter arbiter;
  private final TimerScheduler<Message> timers;
  private final Set<String> waiting = new LinkedHashSet<>();

  /** What it hears, and says to itself. */
  sealed interface Message {}

  private record GivenUp(String node) implements Message {}

  private record Write() implements Message {}

  private record Written(Set<String> nodes, Throwable failure) implements Message {}

  /** Starts it on this node, if {@code lease-majority} is the strategy. */
  public static void start(ActorSystem<?> system) {
    if (SplitBrain.usesLease(system.settings().config())) {
      system.systemActorOf(
          Behaviors.<Message>setup(context -> Behaviors.withTimers(timers -> new GivenUpNodes(context, timers))), "given-up-nodes", Props.empty());
    }
  }

  private GivenUpNodes(ActorContext<Message> context, TimerScheduler<Message> timers) {
    super(context);
    this.arbiter = Arbiter.get(context.getSystem());
    this.timers = timers;
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberDowned.class, downed -> new GivenUp(Arbiter.name(downed.member().uniqueAddress()))), MemberDowned.class));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(GivenUp.class, this::onGivenUp)
        .onMessage(Write.class, write -> onWrite())
        .onMessage(Written.class, this::onWritten)
        .build();
  }

  private Behavior<Message> onGivenUp(GivenUp one) {
    if (waiting.size() < MOST_WAITING) {
      waiting.add(one.node());
    }
    return onWrite();
  }

  private Behavior<Message> onWrite() {
    Set<String> nodes = Set.copyOf(waiting);
    CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(nodes), arbiter.thread());
    getContext().pipeToSelf(written, (done, failure) -> new Written(nodes, failure));
    return this;
  }

  private Behavior<Message> onWritten(Written written) {
    if (written.failure() == null) {
      waiting.removeAll(written.nodes());
    } else {
      getContext().getLog().warn("That {} were given up could not be written down yet: {}", written.nodes(), written.failure().getMessage());
      timers.startSingleTimer(new Write(), ASK_AGAIN);
    }
    return this;
  }

  private void write(Set<String> nodes) {
    try {
      for (String node : nodes) {
        arbiter.table().giveUp(node);
      }
    } catch (SQLException failed) {
      throw new IllegalStateException(failed.getMessage(), failed);
    }
  }
}
