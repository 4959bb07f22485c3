package dev.troupe.telemetry;

import com.typesafe.config.Config;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** {@code troupe.tracing}; reference.conf says what each key means. */
record TracingSettings(Optional<URI> endpoint, double sample, int maxPerSecond, int queue, Duration sendEvery, String node) {

  /** @throws IllegalArgumentException naming the key that is out of its range */
  static TracingSettings of(Config config) {
    Config own = config.getConfig("troupe.tracing");
    String endpoint = own.getString("otlp-endpoint").strip();
    return new TracingSettings(
        endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint.endsWith("/") ? endpoint : endpoint + "/").resolve("v1/traces")),
        own.getDouble("sample"),
        own.getInt("max-per-second"),
        own.getInt("queue"),
        own.getDuration("send-every"),
        own.getString("node"));
  }

  TracingSettings {
    check("otlp-endpoint", endpoint.isEmpty() || String.valueOf(endpoint.get().getScheme()).startsWith("http"), "an http or https URL");
    check("sample", sample >= 0 && sample <= 1, "0 to 1");
    check("max-per-second", maxPerSecond >= 1 && maxPerSecond <= 100_000, "1 to 100000");
    check("queue", queue >= 100 && queue <= 1_000_000, "100 to 1000000");
    check("send-every", sendEvery.toMillis() >= 10 && sendEvery.toSeconds() <= 60, "10 ms to 60 s");
  }

  private static void check(String key, boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("Expected troupe.tracing." + key + " to be " + expected + ", but it is not.");
    }
  }
}
