package dev.troupe.node.board;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How the board is kept and asked; the meaning of each key is in {@code board.conf}.
 *
 * @param pageSize events in one read, 10 to 10,000
 * @param pollBusy wait between reads while events arrive, 1 ms to 1 s
 * @param pollIdle wait between reads while none do, pollBusy to 10 s
 * @param groupSize events in one transaction, 1 to 5,000
 * @param groupDuration wait for so many, 1 ms to 1 s
 * @param maxQueries questions in progress, 1 to 100,000
 * @param queryTimeout 1 s to 5 min
 * @param summaryCache 0 s to 1 min
 * @param maxWaiting askers for one summary, 1 to 100,000
 */
public record BoardSettings(
    int pageSize,
    Duration pollBusy,
    Duration pollIdle,
    int groupSize,
    Duration groupDuration,
    int maxQueries,
    Duration queryTimeout,
    Duration summaryCache,
    int maxWaiting,
    Sweeping sweep) {

  static final String PROJECTION_DISPATCHER = "troupe.board.projection-dispatcher";
  static final String QUERY_DISPATCHER = "troupe.board.query-dispatcher";

  /** @throws IllegalArgumentException naming the key that is out of its range */
  public BoardSettings {
    check("page-size", pageSize, 10, 10_000);
    check("poll-busy", pollBusy, Duration.ofMillis(1), Duration.ofSeconds(1));
    check("poll-idle", pollIdle, pollBusy, Duration.ofSeconds(10));
    check("group-size", groupSize, 1, 5_000);
    check("group-duration", groupDuration, Duration.ofMillis(1), Duration.ofSeconds(1));
    check("max-queries", maxQueries, 1, 100_000);
    check("query-timeout", queryTimeout, Duration.ofSeconds(1), Duration.ofMinutes(5));
    check("summary-cache", summaryCache, Duration.ZERO, Duration.ofMinutes(1));
    check("max-waiting", maxWaiting, 1, 100_000);
  }

  /**
   * How forgotten items are found.
   *
   * @param period between rounds, 100 ms to 10 min
   * @param grace after its time an item counts as forgotten, 0 s to 10 min
   * @param maxPerRound wakes in one round, 1 to 10,000
   * @param wakesPerSecond pace after a failover, 10 to 100,000
   * @param wakeAgainAfter second walk after a failover, 0 s to 10 min
   */
  public record Sweeping(Duration period, Duration grace, int maxPerRound, int wakesPerSecond, Duration wakeAgainAfter) {
    /** @throws IllegalArgumentException naming the key that is out of its range */
    public Sweeping {
      check("sweep.period", period, Duration.ofMillis(100), Duration.ofMinutes(10));
      check("sweep.grace", grace, Duration.ZERO, Duration.ofMinutes(10));
      check("sweep.max-per-round", maxPerRound, 1, BoardQueries.MAX_PAGE);
      check("sweep.wakes-per-second", wakesPerSecond, 10, 100_000);
      check("sweep.wake-again-after", wakeAgainAfter, Duration.ZERO, Duration.ofMinutes(10));
    }
  }

  /** Reads {@code troupe.board}. */
  public static BoardSettings of(Config root) {
    Config board = root.getConfig("troupe.board");
    Config sweep = board.getConfig("sweep");
    return new BoardSettings(
        board.getInt("page-size"),
        board.getDuration("poll-busy"),
        board.getDuration("poll-idle"),
        board.getInt("group-size"),
        board.getDuration("group-duration"),
        board.getInt("max-queries"),
        board.getDuration("query-timeout"),
        board.getDuration("summary-cache"),
        board.getInt("max-waiting"),
        new Sweeping(
            sweep.getDuration("period"),
            sweep.getDuration("grace"),
            sweep.getInt("max-per-round"),
            sweep.getInt("wakes-per-second"),
            sweep.getDuration("wake-again-after")));
  }

  private static void check(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "Expected troupe.board." + key + " from " + min + " to " + max + ", but it is " + value + ".");
    }
  }

  private static void check(String key, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "Expected troupe.board." + key + " from " + min + " to " + max + ", but it is " + value + ".");
    }
  }
}
