package dev.troupe.node.scaling;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * When to ask for more nodes or fewer; the meaning of each key is in {@code ops.conf}.
 *
 * @param min fewest nodes to recommend
 * @param max most nodes to recommend
 * @param period between two looks
 * @param riseAfter for so long more must be asked for
 * @param fallAfter for so long nothing may ask for as many
 * @param cooldown between two changes
 * @param cpu share of a node's processors, 0 to 1
 * @param readyPerNode ready items
 * @param handover p95
 * @param oldest age of the oldest ready item
 */
record ScalingSettings(
    int min,
    int max,
    Duration period,
    Duration riseAfter,
    Duration fallAfter,
    Duration cooldown,
    double cpu,
    int readyPerNode,
    Duration handover,
    Duration oldest) {

  /** @throws IllegalArgumentException naming the key that is out of its range */
  ScalingSettings {
    check("min-nodes", min >= 1 && min <= 1_000, "1 to 1000");
    check("max-nodes", max >= min && max <= 1_000, "min-nodes to 1000");
    check("period", within(period, Duration.ofSeconds(1), Duration.ofMinutes(1)), "1 s to 1 min");
    check("rise-after", within(riseAfter, period, Duration.ofHours(1)), "period to 1 h");
    check("fall-after", within(fallAfter, riseAfter, Duration.ofHours(1)), "rise-after to 1 h");
    check("cooldown", within(cooldown, period, Duration.ofHours(24)), "period to 24 h");
    check("cpu", cpu >= 0.05 && cpu <= 0.95, "0.05 to 0.95");
    check("ready-per-node", readyPerNode >= 1, "1 or more");
    check("handover-p95", within(handover, Duration.ofMillis(1), Duration.ofMinutes(1)), "1 ms to 1 min");
    check("oldest-ready", within(oldest, Duration.ofSeconds(1), Duration.ofHours(24)), "1 s to 24 h");
  }

  static ScalingSettings of(Config config) {
    Config own = config.getConfig("troupe.scaling");
    return new ScalingSettings(
        own.getInt("min-nodes"),
        own.getInt("max-nodes"),
        own.getDuration("period"),
        own.getDuration("rise-after"),
        own.getDuration("fall-after"),
        own.getDuration("cooldown"),
        own.getDouble("cpu"),
        own.getInt("ready-per-node"),
        own.getDuration("handover-p95"),
        own.getDuration("oldest-ready"));
  }

  private static boolean within(Duration value, Duration least, Duration most) {
    return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
  }

  private static void check(String key, boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("Expected troupe.scaling." + key + " to be " + expected + ", but it is not.");
    }
  }
}
