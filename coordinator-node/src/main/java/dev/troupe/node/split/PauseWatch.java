package dev.troupe.node.split;

import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends this node as soon as the others have given it up, which after a long pause it would hear late: they have removed it and do not talk to it any more, while
 * it still holds what it remembers for the truth. It asks the list of nodes given up ({@link ArbiterTable}) when it has stood still, and while others cannot be reached.
 */
public final class PauseWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PauseWatch.class);
  private static final Duration TICK = Duration.ofMillis(250);
  private static final long ASK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final Cluster cluster;
  private final Arbiter arbiter;
  private final String self;
  private final Doubt doubt;
  private final AtomicBoolean asking = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private long askedNanos;

  private PauseWatch(ActorSystem<?> system, Duration most, Duration watch) {
    this.cluster = Cluster.get(system);
    this.arbiter = Arbiter.get(system);
    this.self = Arbiter.name(cluster.selfMember().uniqueAddress());
    long now = System.nanoTime();
    this.doubt = new Doubt(most.toNanos(), watch.toNanos(), now);
    this.askedNanos = now - ASK_EVERY_NANOS;
  }

  /** Starts it on this node, if {@code lease-majority} is the strategy: only then it is written down who was given up. */
  public static Optional<PauseWatch> start(ActorSystem<?> system) {
    if (!SplitBrain.usesLease(system.settings().config())) {
      return Optional.empty();
    }
    PauseWatch watch =
        new PauseWatch(
            system,
            system.settings().config().getDuration("troupe.cluster.doubt-after"),
            system.settings().config().getDuration("troupe.cluster.doubt-for"));
    ScheduledThreadPoolExecutor ticks = Arbiter.daemon("troupe-pause-watch");
    ticks.scheduleWithFixedDelay(watch::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    system.getWhenTerminated().whenComplete((done, failure) -> ticks.shutdownNow());
    return Optional.of(watch);
  }

  /** The name under which this node is given up. */
  public String self() {
    return self;
  }

  /** Safe from every thread, and cheap. */
  public boolean maybeGivenUp() {
    return doubt.isInDoubt(System.nanoTime());
  }

  /** Others have given this node up, as whoever calls has seen. */
  public void givenUp() {
    doubt.told(true, System.nanoTime());
    if (ended.compareAndSet(false, true)) {
      LOG.warn("The others have given this node up while it stood still or was cut off; it ends, and may be started again.");
      cluster.manager().tell(new Down(cluster.selfMember().address()));
    }
  }

  private void tick() {
    long now = System.nanoTime();
    boolean ask = doubt.tick(!cluster.state().getUnreachable().isEmpty(), now);
    if (ask && now - askedNanos >= ASK_EVERY_NANOS && asking.compareAndSet(false, true)) {
      askedNanos = now;
      arbiter.thread().execute(() -> ask(now));
    }
  }

  private void ask(long when) {
    try {
      if (arbiter.table().isGivenUp(self)) {
        givenUp();
      } else {
        doubt.told(false, when);
      }
    } catch (SQLException silent) {
      LOG.debug("Whether this node was given up cannot be asked: {}", silent.getMessage());
    } finally {
      asking.set(false);
    }
  }
}
