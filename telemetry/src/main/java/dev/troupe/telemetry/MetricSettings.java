package dev.troupe.telemetry;

import com.typesafe.config.Config;
import java.time.Duration;

/** {@code troupe.metrics}; reference.conf says what each key means. */
record MetricSettings(Duration tick, double heapBudget, String version) {

  /** @throws IllegalArgumentException naming the key that is out of its range */
  static MetricSettings of(Config config) {
    Config own = config.getConfig("troupe.metrics");
    return new MetricSettings(own.getDuration("tick"), own.getDouble("heap-budget"), own.getString("version"));
  }

  MetricSettings {
    if (tick.toMillis() < 100 || tick.toSeconds() > 60) {
      throw new IllegalArgumentException("Expected troupe.metrics.tick from 100 ms to 60 s, but it is " + tick.toMillis() + " ms.");
    }
    if (!(heapBudget > 0 && heapBudget <= 1)) {
      throw new IllegalArgumentException("Expected troupe.metrics.heap-budget above 0 and up to 1, but it is " + heapBudget + ".");
    }
  }
}
