package dev.troupe.gateway.http;

import java.time.Duration;

/**
 * How many changes a node lets be under way, from how long they take. While most are answered in time the bound rises to what the node takes at most. When most are late, the node has more under way than it can do,
 * and the bound falls at once to what it was seen to answer within that time: by Little's law (L = λW, J. D. C. Little, 1961) as many are under way as come in, a second, times the seconds each stays.
 *
 * @param answerWithin what is answered later than this is late, up to 60 s; zero: nothing ever is
 * @param fewest always let in, 1 to 1,000,000: enough to keep the node busy, few enough to be answered soon
 * @param most let in while all is well, {@code fewest} or more
 */
public record AdmissionRule(Duration answerWithin, int fewest, int most) {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int MOST = 1_000_000;
  /** By a thirtieth at a time: what is let in is not answered before several looks, and a bound that rises faster would rise too far. */
  private static final int RISE = 30;

  public AdmissionRule {
    if (answerWithin.isNegative() || answerWithin.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("Expected overload.answer-within from 0 s to 60 s, but it is " + answerWithin + ".");
    }
    if (fewest < 1 || fewest > MOST) {
      throw new IllegalArgumentException("Expected overload.always from 1 to " + MOST + ", but it is " + fewest + ".");
    }
    if (most < fewest) {
      throw new IllegalArgumentException("Expected at least as many changes under way when all is well as are always let in, " + fewest + ", but it is " + most + ".");
    }
  }

  /**
   * What was seen in a short time.
   *
   * @param nanos how long it was looked, above 0
   * @param answered changes that were answered then
   * @param late those among them that took longer than {@link #answerWithin}
   */
  record Seen(long nanos, int answered, int late) {}

  boolean isOff() {
    return answerWithin.isZero();
  }

  boolean isTooLate(Seen seen) {
    return 2 * seen.late() > seen.answered();
  }

  /** @return the bound from now on, {@code fewest} to {@code most} */
  int next(int bound, Seen seen) {
    if (isTooLate(seen)) {
      double canDo = (double) seen.answered() * answerWithin.toNanos() / seen.nanos();
      return (int) Math.max(fewest, Math.min(bound, canDo));
    }
    return Math.min(most, bound + Math.max(1, bound / RISE));
  }
}
