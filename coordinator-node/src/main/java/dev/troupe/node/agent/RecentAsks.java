package dev.troupe.node.agent;

import java.util.Arrays;

/** The last questions that came, by the number that all copies of one question have: as few as there were, and {@value #MOST} at most. */
final class RecentAsks {
  /** Copies are made of a question that is not answered for a second. An agent that waits so long does not ask that many others meanwhile. */
  static final int MOST = 32;

  private long[] asks = {};
  private int next;

  /** @return false when this is a copy of a recent one */
  boolean take(long ask) {
    for (long known : asks) {
      if (known == ask) {
        return false;
      }
    }
    if (asks.length < MOST) {
      asks = Arrays.copyOf(asks, asks.length + 1);
      asks[asks.length - 1] = ask;
    } else {
      asks[next] = ask;
      next = (next + 1) % MOST;
    }
    return true;
  }
}
