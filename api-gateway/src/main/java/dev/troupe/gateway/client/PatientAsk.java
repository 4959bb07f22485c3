package dev.troupe.gateway.client;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.japi.function.Function;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/**
 * Asks an entity, and asks again while it does not answer: what was told to a node that died is lost, and its entities are soon at home
 * elsewhere. Only for what may be asked twice: a read, or a change that its token, its id or its request id makes the same change. The
 * pauses grow, so that an entity that is slow is not buried.
 */
final class PatientAsk {
  private final Duration first;
  private final Executor executor;

  /** @param first how long to wait before asking the second time; twice as long before each further time */
  PatientAsk(Duration first, Executor executor) {
    this.first = first;
    this.executor = executor;
  }

  /** Fails with {@link TimeoutException} when no copy was answered in time. Completes on the executor. */
  <C, R> CompletionStage<R> ask(EntityRef<C> entity, Function<ActorRef<R>, C> command, Duration timeout) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    attempt(entity, command, System.nanoTime() + timeout.toNanos(), first, answer);
    return answer;
  }

  /** What must not be asked twice. Completes on the executor. */
  <C, R> CompletionStage<R> askOnce(EntityRef<C> entity, Function<ActorRef<R>, C> command, Duration timeout) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    entity.<R>ask(command, timeout).whenCompleteAsync((reply, failure) -> settle(answer, reply, failure), executor);
    return answer;
  }

  private <C, R> void attempt(
      EntityRef<C> entity, Function<ActorRef<R>, C> command, long deadlineNanos, Duration patience, CompletableFuture<R> answer) {
    Duration left = Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
    boolean last = left.compareTo(patience) <= 0;
    entity
        .<R>ask(command, last ? left : patience)
        .whenCompleteAsync(
            (reply, failure) -> {
              if (failure == null || last || !isTimeout(failure)) {
                settle(answer, reply, failure);
              } else {
                attempt(entity, command, deadlineNanos, patience.multipliedBy(2), answer);
              }
            },
            executor);
  }

  private static <R> void settle(CompletableFuture<R> answer, R reply, Throwable failure) {
    if (failure == null) {
      answer.complete(reply);
    } else {
      answer.completeExceptionally(failure);
    }
  }

  private static boolean isTimeout(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof TimeoutException;
  }
}
