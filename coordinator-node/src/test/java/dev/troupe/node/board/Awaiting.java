package dev.troupe.node.board;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for facts, never for a time. */
final class Awaiting {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private Awaiting() {}

  /** Looks until it is so; fails with what it saw last. */
  static <T> T until(Callable<T> look, Predicate<T> isSo) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      T seen = call(look);
      if (isSo.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Expected something else within " + PATIENCE + ", but still see " + seen);
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  static <T> T answer(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T call(Callable<T> look) {
    try {
      return look.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
