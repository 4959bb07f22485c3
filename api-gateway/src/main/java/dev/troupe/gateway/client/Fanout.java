package dev.troupe.gateway.client;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Does something for each element of a list, a bounded number at once, and keeps the order of the answers. What it gives back
 * completes on the system's dispatcher, never on the common pool.
 */
final class Fanout {
  private final ActorSystem<?> system;
  private final Executor executor;

  Fanout(ActorSystem<?> system) {
    this.system = system;
    this.executor = system.executionContext();
  }

  <T, R> CompletionStage<List<R>> each(List<T> elements, int parallelism, Function<T, CompletionStage<R>> action) {
    if (elements.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    if (elements.size() == 1) {
      return action.apply(elements.get(0)).thenApply(List::of);
    }
    return Source.from(elements)
        .mapAsync(parallelism, action::apply)
        .runWith(Sink.seq(), system)
        .thenApplyAsync(Function.identity(), executor);
  }
}
