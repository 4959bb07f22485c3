package dev.troupe.gateway.client;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long the edge waits for the entities, and how much it asks of them at once.
 *
 * @param writeTimeout for a change; when it passes, the outcome is unknown. 100 ms to 60 s
 * @param readTimeout for a read; when it passes, nothing was done. 100 ms to 60 s
 * @param askAgainAfter when an entity that does not answer is asked the second time. 100 ms to 60 s
 * @param claimMargin what a claim may take beyond the time the agent is willing to wait. 100 ms to 60 s
 * @param batchTimeout for a whole batch; what was not begun by then is refused as unavailable. At least {@code writeTimeout}
 * @param parallelism how many asks of one batch are under way at once. 1 to 1,000
 * @param role the cluster role of the nodes that hold the entities
 */
public record CoordinatorSettings(
    Duration writeTimeout,
    Duration readTimeout,
    Duration askAgainAfter,
    Duration claimMargin,
    Duration batchTimeout,
    int parallelism,
    String role) {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  public CoordinatorSettings {
    requireBetween("write-timeout", writeTimeout);
    requireBetween("read-timeout", readTimeout);
    requireBetween("ask-again-after", askAgainAfter);
    requireBetween("claim-margin", claimMargin);
    if (batchTimeout.compareTo(writeTimeout) < 0) {
      throw new IllegalArgumentException("Expected batch-timeout to be at least write-timeout, but it is " + batchTimeout + ".");
    }
    if (parallelism < 1 || parallelism > 1_000) {
      throw new IllegalArgumentException("Expected batch-parallelism from 1 to 1000, but it is " + parallelism + ".");
    }
    if (role.isBlank()) {
      throw new IllegalArgumentException("Expected coordinator-role, but it is blank.");
    }
  }

  /** Reads the section {@code troupe.gateway}. */
  public static CoordinatorSettings from(Config gateway) {
    return new CoordinatorSettings(
        gateway.getDuration("write-timeout"),
        gateway.getDuration("read-timeout"),
        gateway.getDuration("ask-again-after"),
        gateway.getDuration("claim-margin"),
        gateway.getDuration("batch-timeout"),
        gateway.getInt("batch-parallelism"),
        gateway.getString("coordinator-role"));
  }

  private static void requireBetween(String key, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("Expected " + key + " from 100 ms to 60 s, but it is " + value + ".");
    }
  }
}
