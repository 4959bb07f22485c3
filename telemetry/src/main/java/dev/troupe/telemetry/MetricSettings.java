package dev.troupe.telemetry;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * {@code troupe.metrics}; reference.conf says what each key means.
 *
 * @param port of their own, where they are served beside the management side; empty for none
 */
record MetricSettings(Duration tick, double heapBudget, String host, OptionalInt port, String version) {

  /** @throws IllegalArgumentException naming the key that is out of its range */
  static MetricSettings of(Config config) {
    Config own = config.getConfig("troupe.metrics");
    return new MetricSettings(own.getDuration("tick"), own.getDouble("heap-budget"), own.getString("host"), port(own), own.getString("version"));
  }

  private static OptionalInt port(Config own) {
    return own.getString("port").equals("off") ? OptionalInt.empty() : OptionalInt.of(own.getInt("port"));
  }

  MetricSettings {
    if (port.isPresent() && (port.getAsInt() < 0 || port.getAsInt() > 65_535)) {
      throw new IllegalArgumentException("Expected troupe.metrics.port to be off, or 0 to 65535, but it is " + port.getAsInt() + ".");
    }
    if (tick.toMillis() < 100 || tick.toSeconds() > 60) {
      throw new IllegalArgumentException("Expected troupe.metrics.tick from 100 ms to 60 s, but it is " + tick.toMillis() + " ms.");
    }
    if (!(heapBudget > 0 && heapBudget <= 1)) {
      throw new IllegalArgumentException("Expected troupe.metrics.heap-budget above 0 and up to 1, but it is " + heapBudget + ".");
    }
  }
}
