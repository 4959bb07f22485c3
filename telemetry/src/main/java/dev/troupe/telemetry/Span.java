package dev.troupe.telemetry;

import java.time.Instant;
import java.util.Map;

/**
 * A piece of one trace that is over (docs/tracing.md names them all).
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param parentId 16 hexadecimal digits, or empty for the first of a trace
 * @param attributes ids and names; never a payload, never a secret
 */
public record Span(
    String traceId, String spanId, String parentId, String name, Kind kind, Instant start, Instant end, Map<String, String> attributes, boolean failed) {

  /** As OTLP numbers them. */
  public enum Kind {
    INTERNAL(1),
    SERVER(2),
    CONSUMER(5);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  public Span {
    attributes = Map.copyOf(attributes);
  }
}
