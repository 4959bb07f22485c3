package dev.troupe.node.feed;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How the journal is followed for the gateways; the meaning of each key is in {@code feed.conf}.
 *
 * @param pollBusy 1 ms to 1 s
 * @param pollIdle pollBusy to 10 s
 * @param idleAfter 1 s to 10 min
 * @param recentEvents 100 to 1,000,000
 * @param recentBytes 1 MiB to 1 GiB
 * @param pageBytes 16 KiB to 16 MiB
 * @param maxDataBytes 1 KiB to pageBytes
 * @param replayAge 1 s to 3,650 days
 * @param replayEvents 1,000 to 10^12
 * @param maxWaiting 1 to 100,000
 * @param rememberedOrigins 100 to 10,000,000
 */
record FeedSettings(
    Duration pollBusy,
    Duration pollIdle,
    Duration idleAfter,
    int recentEvents,
    long recentBytes,
    int pageBytes,
    int maxDataBytes,
    Duration replayAge,
    long replayEvents,
    int maxWaiting,
    int rememberedOrigins) {

  static final String DISPATCHER = "troupe.feed.dispatcher";

  /** @throws IllegalArgumentException naming the key that is out of its range */
  FeedSettings {
    check("poll-busy", pollBusy, Duration.ofMillis(1), Duration.ofSeconds(1));
    check("poll-idle", pollIdle, pollBusy, Duration.ofSeconds(10));
    check("idle-after", idleAfter, Duration.ofSeconds(1), Duration.ofMinutes(10));
    check("recent-events", (long) recentEvents, 100L, 1_000_000L);
    check("recent-bytes", recentBytes, 1L << 20, 1L << 30);
    check("page-bytes", (long) pageBytes, 16L << 10, 16L << 20);
    check("max-data-bytes", (long) maxDataBytes, 1L << 10, (long) pageBytes);
    check("replay-age", replayAge, Duration.ofSeconds(1), Duration.ofDays(3_650));
    check("replay-events", replayEvents, 1_000L, 1_000_000_000_000L);
    check("max-waiting", (long) maxWaiting, 1L, 100_000L);
    check("remembered-origins", (long) rememberedOrigins, 100L, 10_000_000L);
  }

  /** Reads {@code troupe.feed}. */
  static FeedSettings of(Config root) {
    Config feed = root.getConfig("troupe.feed");
    return new FeedSettings(
        feed.getDuration("poll-busy"),
        feed.getDuration("poll-idle"),
        feed.getDuration("idle-after"),
        feed.getInt("recent-events"),
        feed.getBytes("recent-bytes"),
        Math.toIntExact(feed.getBytes("page-bytes")),
        Math.toIntExact(feed.getBytes("max-data-bytes")),
        feed.getDuration("replay-age"),
        feed.getLong("replay-events"),
        feed.getInt("max-waiting"),
        feed.getInt("remembered-origins"));
  }

  private static <T extends Comparable<T>> void check(String key, T value, T min, T max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException("Expected troupe.feed." + key + " from " + min + " to " + max + ", but it is " + value + ".");
    }
  }
}
