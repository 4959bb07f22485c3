package dev.troupe.gateway.http;

/**
 * Counts calls that began a short time ago and have no answer yet. Those that began earlier drop out by themselves, to the precision of a tenth of that time. Not safe for several threads; its size does not depend on
 * how many calls there are.
 */
final class YoungCalls {
  private static final int TENTHS = 10;
  /** One more than are young, for the one that is just beginning. */
  private static final int SLOTS = TENTHS + 1;

  private final long slotNanos;
  private final long[] slots = new long[SLOTS];
  private final int[] calls = new int[SLOTS];

  YoungCalls(long youthNanos) {
    this.slotNanos = Math.max(1, youthNanos / TENTHS);
  }

  void began(long nowNanos) {
    long slot = Math.floorDiv(nowNanos, slotNanos);
    int place = place(slot);
    if (slots[place] != slot) {
      slots[place] = slot;
      calls[place] = 0;
    }
    calls[place]++;
  }

  void ended(long begunNanos) {
    long slot = Math.floorDiv(begunNanos, slotNanos);
    int place = place(slot);
    if (slots[place] == slot) {
      calls[place]--;
    }
  }

  int count(long nowNanos) {
    long oldest = Math.floorDiv(nowNanos, slotNanos) - TENTHS;
    int count = 0;
    for (int place = 0; place < SLOTS; place++) {
      count += slots[place] - oldest >= 0 ? calls[place] : 0;
    }
    return count;
  }

  private static int place(long slot) {
    return (int) Math.floorMod(slot, (long) SLOTS);
  }
}
