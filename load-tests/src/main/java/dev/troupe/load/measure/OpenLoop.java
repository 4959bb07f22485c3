package dev.troupe.load.measure;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** Keeps a pace: tells each arrival, late if this thread was held up, with the time at which it was meant to be. */
public final class OpenLoop {

  private OpenLoop() {
  }

  /**
   * Runs until the next arrival would be after the end; blocks this thread.
   *
   * @param start and {@code end}: of {@link System#nanoTime}
   * @param arrival gets the intended time of each, of {@link System#nanoTime}
   * @return how many there were
   */
  public static long run(Pace pace, long start, long end, LongConsumer arrival) throws InterruptedException {
    long count = 0;
    while (true) {
      long due = start + pace.nextNanos();
      if (due - end > 0) {
        return count;
      }
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      arrival.accept(due);
      count++;
    }
  }
}
