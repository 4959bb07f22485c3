package dev.troupe.node.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes that wait, oldest first, bounded in number and handed out in batches bounded in events and in bytes. A class of its own and not a
 * BlockingQueue because closing must let the writers finish what waits, without a marker that would need room in a full queue.
 */
final class WriteQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<PendingWrite> waiting = new ArrayDeque<>();
  private final JournalSettings settings;
  private boolean closed;

  WriteQueue(JournalSettings settings) {
    this.settings = settings;
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
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a write, then takes what else is there and fits; always at least one, even if it alone is above a bound. Empty: closed and done. */
  List<PendingWrite> takeBatch() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
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
