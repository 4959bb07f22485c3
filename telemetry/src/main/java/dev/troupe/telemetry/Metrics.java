package dev.troupe.telemetry;

import java.util.EnumMap;
import java.util.Map;

/**
 * Where the code counts. One line at each place, safe from every thread, never blocking; a counter costs some ten nanoseconds. What is counted before
 * {@link Telemetry#start} is served as well. Nothing is, and costs nothing, while {@code troupe.telemetry.enabled} is off.
 */
public final class Metrics {
  private static volatile boolean on = true;

  private Metrics() {}

  /** Made at the first count, so that a node that counts nothing never wakes Kamon. */
  private static final class All {
    private static final Map<Metric, Series> SERIES = new EnumMap<>(Metric.class);

    static {
      for (Metric metric : Metric.values()) {
        SERIES.put(metric, new Series(metric));
      }
    }
  }

  /** Whether anything is counted from now on. */
  static void turn(boolean onOrOff) {
    on = onOrOff;
  }

  /** One more. */
  public static void count(Metric metric, String... labels) {
    count(metric, 1, labels);
  }

  /** @param times 0 or more; milliseconds for a counter of seconds */
  public static void count(Metric metric, long times, String... labels) {
    if (on) {
      of(metric).counter(labels).increment(times);
    }
  }

  /** @param value in the metric's unit */
  public static void set(Metric metric, double value, String... labels) {
    if (on) {
      of(metric).gauge(labels).update(value);
    }
  }

  /** Changes a gauge that several parts make up together. */
  public static void add(Metric metric, double difference, String... labels) {
    if (on) {
      of(metric).gauge(labels).increment(difference);
    }
  }

  /** The time since {@code startNanos} on the monotonic clock, into a histogram of seconds. */
  public static void since(Metric metric, long startNanos, String... labels) {
    lasted(metric, System.nanoTime() - startNanos, labels);
  }

  /** A length of time, into a histogram of seconds. Negative ones, as two clocks may show them, count as nothing. */
  public static void lasted(Metric metric, long nanos, String... labels) {
    if (on) {
      of(metric).histogram(labels).record(Math.max(0, nanos) / 1_000);
    }
  }

  /** A size, into a histogram of things. */
  public static void sized(Metric metric, long size, String... labels) {
    if (on) {
      of(metric).histogram(labels).record(size);
    }
  }

  /** Serves no series of this metric any more, until the next one is set: it is another node's turn. */
  public static void forget(Metric metric) {
    if (on) {
      of(metric).forget();
    }
  }

  private static Series of(Metric metric) {
    return All.SERIES.get(metric);
  }
}
