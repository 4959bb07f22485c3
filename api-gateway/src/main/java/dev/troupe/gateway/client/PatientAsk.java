package dev.troupe.gateway.client;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.japi.function.Function;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Asks an entity, and tells it the same again while it does not answer: what was told to a node that died is lost, and its entities are soon at home
 * elsewhere. Only for what may be asked twice: a read, or a change that its token, its id or its request id makes the same change. The
 * pauses grow, so that an entity that is slow is not buried. Whichever copy is answered first, that is the answer.
 */
final class PatientAsk {
  private final Duration first;
  private final ActorSystem<?> system;
  private final Executor executor;

  /** @param first how long to wait before telling it the second time; twice as long before each further time */
  PatientAsk(Duration first, ActorSystem<?> system) {
    this.first = first;
    this.system = system;
    this.executor = system.executionContext();
  }

  /** Fails with {@link java.util.concurrent.TimeoutException} when no copy was answered in time. Completes on the system's default dispatcher. */
  <C, R> CompletionStage<R> ask(EntityRef<C> entity, Function<ActorRef<R>, C> command, Duration timeout) {
    Repeats<C> repeats = new Repeats<>(entity);
    return entity.<R>ask(replyTo -> repeats.begin(command.apply(replyTo)), timeout).whenCompleteAsync((reply, failure) -> repeats.end(), executor);
  }

  /** What must not be asked twice. Completes on the system's default dispatcher. */
  <C, R> CompletionStage<R> askOnce(EntityRef<C> entity, Function<ActorRef<R>, C> command, Duration timeout) {
    return entity.<R>ask(command, timeout).thenApplyAsync(reply -> reply, executor);
  }

  /** The copies of one command, all with one address for the answer, so that a long wait costs no more than a short one. */
  private final class Repeats<C> implements Runnable {
    private final EntityRef<C> entity;
    private C command;
    private Duration pause = first;
    private Cancellable next;
    private boolean over;

    Repeats(EntityRef<C> entity) {
      this.entity = entity;
    }

    synchronized C begin(C wanted) {
      command = wanted;
      schedule();
      return wanted;
    }

    @Override
    public synchronized void run() {
      if (!over) {
        entity.tell(command);
        pause = pause.multipliedBy(2);
        schedule();
      }
    }

    synchronized void end() {
      over = true;
      next.cancel();
    }

    private void schedule() {
      next = system.scheduler().scheduleOnce(pause, this, system.executionContext());
    }
  }
}
