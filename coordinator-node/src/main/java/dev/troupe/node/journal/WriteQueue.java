package dev.troupe.node.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Writes that wait, oldest first, bounded in number and handed out in batches bounded in events and in bytes. A class of its own and not a
 * BlockingQueue because closing must let the writers finish what waits, without a marker that would need room in a full queue.
 *
 * <p>While so many come that it pays, the one who takes waits a moment for more ({@code gather-for}), and the others wait for their turn: an event costs the database
 * four times as much in a commit of few as in one of many (docs/performance.md).
 */
final class WriteQueue {
  /** Writes that must be expected within the time of gathering for it to be worth the wait. */
  private static final int WORTH_WAITING_FOR = 8;

  /** So many are enough: what a further one would save is little. */
  private static final int ENOUGH = 64;

  private static final long RATE_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition gathered = lock.newCondition();
  private final ArrayDeque<PendingWrite> waiting = new ArrayDeque<>();
  private final JournalSettings settings;
  private final LongSupplier nanoTime;
  private final ArrivalRate rate;
  private boolean gathering;
  private boolean closed;

  /** @param nanoTime the monotonic clock */
  WriteQueue(JournalSettings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.rate = new ArrivalRate(RATE_WINDOW_NANOS, nanoTime.getAsLong());
  }

  /**
   * Never blocks.
   *
   * @throws JournalQueueFull if as many wait as may
   * @throws JournalClosed    after {@link #close}
   */
  void offer(PendingWrite write) {
    lock.lock();
    try {
      if (closed) {
        throw new JournalClosed();
      }
      if (waiting.size() >= settings.queueSize()) {
        throw new JournalQueueFull(settings.queueSize());
      }
      waiting.add(write);
      rate.arrived(nanoTime.getAsLong());
      if (!gathering) {
        changed.signal();
      } else if (waiting.size() >= ENOUGH) {
        gathered.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a write, then takes what else is there and fits; always at least one, even if it alone is above a bound. Empty: closed and done. */
  List<PendingWrite> takeBatch() {
    lock.lock();
    try {
      while ((waiting.isEmpty() || gathering) && !closed) {
        changed.awaitUninterruptibly();
      }
      gather();
      List<PendingWrite> batch = new ArrayList<>();
      int events = 0;
      long bytes = 0;
      for (PendingWrite next = waiting.peek(); next != null; next = waiting.peek()) {
        events += next.rows().size();
        bytes += next.bytes();
        if (!batch.isEmpty() && (events > settings.batchSize() || bytes > settings.batchBytes())) {
          break;
        }
        batch.add(waiting.remove());
      }
      if (!waiting.isEmpty()) {
        changed.signal();
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void gather() {
    long start = nanoTime.getAsLong();
    long most = settings.gatherFor().toNanos();
    if (rate.expectedWithin(most, start) < WORTH_WAITING_FOR) {
      return;
    }
    gathering = true;
    for (long left = most; left > 0 && waiting.size() < ENOUGH && !closed; left = start + most - nanoTime.getAsLong()) {
      try {
        gathered.awaitNanos(left);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    gathering = false;
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing is let in; what waits is still handed out. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      gathered.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes out all that still waits, for failing it. */
  List<PendingWrite> drain() {
    lock.lock();
    try {
      List<PendingWrite> left = List.copyOf(waiting);
      waiting.clear();
      return left;
    } finally {
      lock.unlock();
    }
  }
}
