package dev.troupe.load.monitoring;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for a fact. */
final class Await {
  private Await() {}

  /** @return how long it took */
  static Duration until(String what, Duration limit, Callable<Boolean> fact) throws InterruptedException {
    return until(what, limit, fact, () -> "it is not so");
  }

  /**
   * @param found what is said in place of the fact when it does not come
   * @return how long it took
   */
  static Duration until(String what, Duration limit, Callable<Boolean> fact, Supplier<String> found) throws InterruptedException {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < limit.toNanos()) {
      try {
        if (fact.call()) {
          return Duration.ofNanos(System.nanoTime() - begun);
        }
      } catch (InterruptedException interrupted) {
        throw interrupted;
      } catch (Exception failed) {
        throw new IllegalStateException("Expected that " + what + ", but looking failed.", failed);
      }
      Thread.sleep(250);
    }
    throw new AssertionError("Expected within " + limit.toSeconds() + " s that " + what + ", but " + found.get() + ".");
  }
}
