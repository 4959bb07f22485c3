package dev.troupe.node.work;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a work item's actor lives; the meaning of each key is in {@code reference.conf}.
 *
 * @param idleBeforePassivation how long an item that can still move stays in memory without a message
 * @param idleWhenFinal likewise once it is completed, failed or cancelled, or never was
 * @param snapshotEvery events between two snapshots
 */
public record WorkSettings(Duration idleBeforePassivation, Duration idleWhenFinal, int snapshotEvery) {
  /** @throws IllegalArgumentException naming the key that is out of its range */
  public WorkSettings {
    requirePositive("troupe.work.idle-before-passivation", idleBeforePassivation);
    requirePositive("troupe.work.idle-when-final", idleWhenFinal);
    if (snapshotEvery < 10) {
      throw new IllegalArgumentException("Expected troupe.work.snapshot-every of 10 or more, but it is " + snapshotEvery + ".");
    }
  }

  public static WorkSettings of(Config root) {
    Config work = root.getConfig("troupe.work");
    return new WorkSettings(
        work.getDuration("idle-before-passivation"), work.getDuration("idle-when-final"), work.getInt("snapshot-every"));
  }

  private static void requirePositive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("Expected " + key + " above zero, but it is " + value + ".");
    }
  }
}
