package dev.troupe.node.work;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorSignalInterceptor;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.troupe.protocol.WorkCommand;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the items in this node's memory, so that a backlog added faster than it is worked off cannot fill the heap. Safe from every thread. */
public final class Crowd {
  private final int most;
  private final AtomicInteger items = new AtomicInteger();

  /** @param most items beyond which it is crowded */
  public Crowd(int most) {
    this.most = most;
  }

  boolean isTooMuch() {
    return items.get() > most;
  }

  public int items() {
    return items.get();
  }

  void came() {
    items.incrementAndGet();
  }

  void left() {
    items.decrementAndGet();
  }

  /** Counts an item from its start to its end. Out here, because an item that waits to start again after it could not store does not hear of its end itself. */
  Behavior<WorkCommand> counting(Behavior<WorkCommand> item) {
    return Behaviors.setup(
        context -> {
          came();
          return Behaviors.intercept(Leaving::new, item);
        });
  }

  private final class Leaving extends BehaviorSignalInterceptor<WorkCommand> {
    @Override
    public Behavior<WorkCommand> aroundSignal(TypedActorContext<WorkCommand> context, Signal signal, SignalTarget<WorkCommand> target) {
      if (signal instanceof PostStop) {
        left();
      }
      return target.apply(context, signal);
    }
  }
}
