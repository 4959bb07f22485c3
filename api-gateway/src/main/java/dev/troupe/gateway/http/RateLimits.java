package dev.troupe.gateway.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One token bucket for each caller (Turner, "New directions in communications", 1986): it fills by the rate, holds the burst, and each
 * call takes one out. The table is bounded: the caller not heard of for longest is forgotten, and comes back with a full bucket.
 */
final class RateLimits {
  private static final double NANOS = 1e9;

  private final EdgeLimits limits;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > limits.maxCallers();
        }
      };

  /** @param nanos a clock that only goes forward, such as {@link System#nanoTime} */
  RateLimits(EdgeLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  private record Bucket(double tokens, long at) {}

  boolean isOff() {
    return limits.callsPerSecond() == 0;
  }

  /** Takes one call out of the caller's bucket. Empty when it may be made, else how long until the next one may. */
  synchronized Optional<Duration> take(String caller) {
    if (isOff()) {
      return Optional.empty();
    }
    long now = nanos.getAsLong();
    Bucket before = buckets.getOrDefault(caller, new Bucket(limits.burst(), now));
    double gained = (now - before.at()) / NANOS * limits.callsPerSecond();
    double tokens = Math.min(limits.burst(), before.tokens() + gained);
    boolean enough = tokens >= 1;
    buckets.put(caller, new Bucket(enough ? tokens - 1 : tokens, now));
    return enough ? Optional.empty() : Optional.of(Duration.ofNanos((long) Math.ceil((1 - tokens) / limits.callsPerSecond() * NANOS)));
  }

  /** At most {@link EdgeLimits#maxCallers}. */
  synchronized int callers() {
    return buckets.size();
  }
}
