package dev.troupe.gateway.http;

import java.time.Duration;

/**
 * How large a body may be, and how long it may take to arrive.
 *
 * @param single of a call on one thing, in bytes
 * @param batch of a call on many, in bytes; at least {@code single}
 * @param timeout from the head of a request to the end of its body
 */
public record BodyLimits(long single, long batch, Duration timeout) {
  public BodyLimits {
    if (single < 1_024 || batch < single || batch > 256L * 1024 * 1024) {
      throw new IllegalArgumentException(
          "Expected 1 KiB <= max-body <= max-batch-body <= 256 MiB, but they are " + single + " and " + batch + ".");
    }
    if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException("Expected body-timeout from 100 ms to 5 min, but it is " + timeout + ".");
    }
  }
}
