package dev.troupe.gateway.events;

import com.typesafe.config.Config;
import java.net.URI;
import java.time.Duration;

/**
 * The section {@code troupe.gateway.events}; reference.conf explains each key.
 *
 * @param maxReaders 1 to 100,000
 * @param readerBuffer bytes, above recentBytes by at least 256 KiB, up to 1 GiB
 * @param recentEvents 100 to 1,000,000
 * @param recentBytes 64 KiB to 1 GiB
 * @param gather 0 s to 5 s
 * @param ping 100 ms to 60 s
 * @param linger 0 s to 10 min
 * @param feedTimeout 100 ms to 60 s
 * @param retry 10 ms to 60 s
 * @param maxCatchUps 1 to 10,000
 * @param source a URI reference
 */
public record EventSettings(
    int maxReaders,
    long readerBuffer,
    int recentEvents,
    long recentBytes,
    Duration gather,
    Duration ping,
    Duration linger,
    Duration feedTimeout,
    Duration retry,
    int maxCatchUps,
    String source) {
  private static final long LARGEST_PAGE = 256L << 10;

  /** @throws IllegalArgumentException naming the key that is out of its range */
  public EventSettings {
    check("max-readers", (long) maxReaders, 1L, 100_000L);
    check("recent-events", (long) recentEvents, 100L, 1_000_000L);
    check("recent-bytes", recentBytes, 64L << 10, 1L << 30);
    check("reader-buffer (above recent-bytes)", readerBuffer, recentBytes + LARGEST_PAGE, 1L << 30);
    check("gather", gather, Duration.ZERO, Duration.ofSeconds(5));
    check("ping", ping, Duration.ofMillis(100), Duration.ofSeconds(60));
    check("linger", linger, Duration.ZERO, Duration.ofMinutes(10));
    check("feed-timeout", feedTimeout, Duration.ofMillis(100), Duration.ofSeconds(60));
    check("retry", retry, Duration.ofMillis(10), Duration.ofSeconds(60));
    check("max-catch-ups", (long) maxCatchUps, 1L, 10_000L);
    URI.create(source);
  }

  /** @param config of the whole system */
  public static EventSettings from(Config config) {
    Config events = config.getConfig("troupe.gateway.events");
    return new EventSettings(
        events.getInt("max-readers"),
        events.getBytes("reader-buffer"),
        events.getInt("recent-events"),
        events.getBytes("recent-bytes"),
        events.getDuration("gather"),
        events.getDuration("ping"),
        events.getDuration("linger"),
        events.getDuration("feed-timeout"),
        events.getDuration("retry"),
        events.getInt("max-catch-ups"),
        events.getString("source"));
  }

  private static <T extends Comparable<T>> void check(String key, T value, T min, T max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "Expected troupe.gateway.events." + key + " from " + min + " to " + max + ", but it is " + value + ".");
    }
  }
}
