package dev.troupe.telemetry;

import java.util.EnumMap;
import java.util.Map;

/**
 * Where the code counts. One line at each place, safe from every thread, never blocking; a counter costs some ten nanoseconds. What is counted before
 * {@link Telemetry#start} is served as well.
 */
public final class Metrics {
  private static final Map<Metric, Series> ALL = new EnumMap<>(Metric.class);

  static {
    for (Metric metric : Metric.values()) {
      ALL.put(metric, new Series(metric));
    }
  }

  private Metrics() {}

  /** One more. */
  public static void count(Metric metric, String... labels) {
    count(metric, 1, labels);
  }

  /** @param times 0 or more; milliseconds for a counter of seconds */
  public static void count(Metric metric, long times, String... labels) {
    ALL.get(metric).counter(labels).increment(times);
  }

  /** @param value in the metric's unit */
  public static void set(Metric metric, double value, String... labels) {
    ALL.get(metric).gauge(labels).update(value);
  }

  /** Changes a gauge that several parts make up together. */
  public static void add(Metric metric, double difference, String... labels) {
    ALL.get(metric).gauge(labels).increment(difference);
  }

  /** The time since {@code startNanos} on the monotonic clock, into a histogram of seconds. */
  public static void since(Metric metric, long startNanos, String... labels) {
    lasted(metric, System.nanoTime() - startNanos, labels);
  }

  /** A length of time, into a histogram of seconds. Negative ones, as two clocks may show them, count as nothing. */
  public static void lasted(Metric metric, long nanos, String... labels) {
    ALL.get(metric).histogram(labels).record(Math.max(0, nanos) / 1_000);
  }

  /** A size, into a histogram of things. */
  public static void sized(Metric metric, long size, String... labels) {
    ALL.get(metric).histogram(labels).record(size);
  }

  /** Serves no series of this metric any more, until the next one is set: it is another node's turn. */
  public static void forget(Metric metric) {
    ALL.get(metric).forget();
  }
}
