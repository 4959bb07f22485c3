package dev.troupe.node.work;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a work item's actor lives; the meaning of each key is in {@code reference.conf}.
 *
 * @param idleBeforePassivation how long an item that can still move stays in memory without a message
 * @param idleWhenFinal likewise once it is completed, failed or cancelled, or never was
 * @param idleWhenCrowded likewise for any item that may leave, while more than {@code mostInMemory} are in this node's memory
 * @param mostInMemory items in this node's memory beyond which it counts as crowded; held items stay all the same
 * @param snapshotEvery events between two snapshots
 * @param waitingCommands that may wait for an item while it reads or stores
 */
public record WorkSettings(
    Duration idleBeforePassivation, Duration idleWhenFinal, Duration idleWhenCrowded, int mostInMemory, int snapshotEvery, int waitingCommands) {
  /** What an item's actor takes, as measured with small items; see docs/performance.md. */
  private static final long ITEM_BYTES = 4 * 1_024;

  private static final int FEWEST_IN_MEMORY = 1_000;

  /** @throws IllegalArgumentException naming the key that is out of its range */
  public WorkSettings {
    requirePositive("troupe.work.idle-before-passivation", idleBeforePassivation);
    requirePositive("troupe.work.idle-when-final", idleWhenFinal);
    requirePositive("troupe.work.idle-when-crowded", idleWhenCrowded);
    if (mostInMemory < 1) {
      throw new IllegalArgumentException("Expected troupe.work.most-in-memory of 1 or more, but it is " + mostInMemory + ".");
    }
    if (waitingCommands < 1) {
      throw new IllegalArgumentException("Expected troupe.work.waiting-commands of 1 or more, but it is " + waitingCommands + ".");
    }
    if (snapshotEvery < 10) {
      throw new IllegalArgumentException("Expected troupe.work.snapshot-every of 10 or more, but it is " + snapshotEvery + ".");
    }
  }

  public static WorkSettings of(Config root) {
    Config work = root.getConfig("troupe.work");
    return new WorkSettings(
        work.getDuration("idle-before-passivation"),
        work.getDuration("idle-when-final"),
        work.getDuration("idle-when-crowded"),
        mostInMemory(work.getInt("most-in-memory"), Runtime.getRuntime().maxMemory()),
        work.getInt("snapshot-every"),
        work.getInt("waiting-commands"));
  }

  /** @param given 0: as many as a sixth of the heap holds */
  static int mostInMemory(int given, long heapBytes) {
    return given != 0 ? given : (int) Math.max(FEWEST_IN_MEMORY, Math.min(Integer.MAX_VALUE, heapBytes / 6 / ITEM_BYTES));
  }

  private static void requirePositive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("Expected " + key + " above zero, but it is " + value + ".");
    }
  }
}
