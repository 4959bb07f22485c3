package dev.troupe.load.measure;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * When the arrivals of an open loop are meant to happen: they do not wait for the answers to earlier ones. Pure; the same seed gives the
 * same times.
 */
public final class Pace {

  private final DoubleUnaryOperator rate;
  private final Random random;
  private double at;

  private Pace(DoubleUnaryOperator rate, Random random) {
    this.rate = rate;
    this.random = random;
  }

  /** So many a second, at equal distances. */
  public static Pace even(double perSecond) {
    return new Pace(second -> perSecond, null);
  }

  /** Independent arrivals, as those of many callers who know nothing of one another: the pauses between them follow an exponential distribution. */
  public static Pace random(double perSecond, long seed) {
    return new Pace(second -> perSecond, new Random(seed));
  }

  /** @param perSecond the rate, by the seconds since the beginning; above 0 everywhere */
  public static Pace varying(DoubleUnaryOperator perSecond, long seed) {
    return new Pace(perSecond, new Random(seed));
  }

  /** The next arrival, in nanoseconds since the beginning; never before the one told last. */
  public long nextNanos() {
    double mean = 1 / rate.applyAsDouble(at);
    at += random == null ? mean : -Math.log(1 - random.nextDouble()) * mean;
    return (long) (at * 1e9);
  }
}
