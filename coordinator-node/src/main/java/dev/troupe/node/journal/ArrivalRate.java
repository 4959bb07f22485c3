package dev.troupe.node.journal;

/** How many arrive in a time, by those of the last full window; a rate that nobody has kept up is forgotten within two. Time comes in as an argument. */
final class ArrivalRate {
  private final long windowNanos;
  private long windowStart;
  private int arrived;
  private int before;

  /** @param windowNanos shorter follows a change sooner, longer is steadier */
  ArrivalRate(long windowNanos, long nowNanos) {
    this.windowNanos = windowNanos;
    this.windowStart = nowNanos;
  }

  void arrived(long nowNanos) {
    moveOn(nowNanos);
    arrived++;
  }

  /** How many are to be expected. */
  double expectedWithin(long nanos, long nowNanos) {
    moveOn(nowNanos);
    return (double) before * nanos / windowNanos;
  }

  private void moveOn(long nowNanos) {
    long passed = nowNanos - windowStart;
    if (passed >= windowNanos) {
      before = passed < 2 * windowNanos ? arrived : 0;
      arrived = 0;
      windowStart += passed / windowNanos * windowNanos;
    }
  }
}
