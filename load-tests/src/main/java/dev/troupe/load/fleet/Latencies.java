package dev.troupe.load.fleet;

import java.time.Duration;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long one kind of call took, kept to three digits, in microseconds up to ten minutes. */
public final class Latencies {

  private static final long HIGHEST_MICROS = Duration.ofMinutes(10).toNanos() / 1_000;

  private final Histogram histogram = new ConcurrentHistogram(HIGHEST_MICROS, 3);

  /** Milliseconds, to a hundredth. */
  public record Summary(double p50, double p95, double p99, double max) {
  }

  public void record(Duration took) {
    histogram.recordValue(Math.min(HIGHEST_MICROS, took.toNanos() / 1_000));
  }

  public long count() {
    return histogram.getTotalCount();
  }

  public Summary summary() {
    return summary(histogram);
  }

  /** @param histogram of microseconds */
  public static Summary summary(Histogram histogram) {
    return new Summary(at(histogram, 50), at(histogram, 95), at(histogram, 99), millis(histogram.getMaxValue()));
  }

  private static double at(Histogram histogram, double percentile) {
    return millis(histogram.getValueAtPercentile(percentile));
  }

  private static double millis(long micros) {
    return Math.round(micros / 10.0) / 100.0;
  }
}
