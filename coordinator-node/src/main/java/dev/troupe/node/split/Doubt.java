package dev.troupe.node.split;

/**
 * Whether this node may have been given up without its knowing. It cannot have been while its thread went on, heard from the others, and every tick came in time; after a pause longer
 * than {@code most} it must ask, and until it is told otherwise it is in doubt. Nothing in here but bookkeeping; time comes in as the monotonic clock's nanoseconds.
 */
final class Doubt {
  private final long mostNanos;
  private final long watchNanos;
  private volatile long tickedNanos;
  private volatile boolean inDoubt;
  private boolean givenUp;
  private long doubtedNanos;
  private long watchUntilNanos;

  /**
   * @param mostNanos how long it may stand still: less than the others wait before they give a node up
   * @param watchNanos how long it goes on asking after the last sign of trouble: longer than the others take to decide
   */
  Doubt(long mostNanos, long watchNanos, long nowNanos) {
    this.mostNanos = mostNanos;
    this.watchNanos = watchNanos;
    this.tickedNanos = nowNanos;
    this.doubtedNanos = nowNanos;
    this.watchUntilNanos = nowNanos;
  }

  /** Safe from every thread; also true when the tick that would have noticed is still to come. It looks at the tick first, which is set last. */
  boolean isInDoubt(long nowNanos) {
    return nowNanos - tickedNanos > mostNanos || inDoubt;
  }

  /**
   * To be called several times in {@code most}, like all below by one thread at a time.
   *
   * @param trouble whether others cannot be reached
   * @return whether to ask if this node was given up
   */
  synchronized boolean tick(boolean trouble, long nowNanos) {
    if (nowNanos - tickedNanos > mostNanos) {
      inDoubt = true;
      doubtedNanos = nowNanos;
    }
    if (inDoubt || trouble) {
      watchUntilNanos = nowNanos + watchNanos;
    }
    tickedNanos = nowNanos;
    return watchUntilNanos - nowNanos > 0;
  }

  /** @param askedNanos when it was asked: an answer from before a pause says nothing */
  synchronized void told(boolean isGivenUp, long askedNanos) {
    givenUp |= isGivenUp;
    if (givenUp) {
      inDoubt = true;
    } else if (askedNanos - doubtedNanos >= 0) {
      inDoubt = false;
    }
  }
}
