package dev.troupe.node.work;

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
}
