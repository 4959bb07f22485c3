package dev.troupe.node.journal;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How events are written; the meaning of each key is in {@code journal.conf}.
 *
 * @param writers      threads that write, 1 to 32
 * @param queueSize    writes that may wait, 1 to 1,000,000
 * @param batchSize    events in one transaction, 1 to 10,000
 * @param batchBytes   payload bytes in one transaction, 64 KiB to 64 MiB
 * @param gatherFor    how long a writer waits for more, when enough are coming, 0 to 100 ms
 * @param closeTimeout how long to go on storing what waits when the system ends, 0 to 60 s
 */
public record JournalSettings(int writers, int queueSize, int batchSize, long batchBytes, Duration gatherFor, Duration closeTimeout) {
  /** @throws IllegalArgumentException naming the key that is out of its range */
  public JournalSettings {
    Range.check("troupe.journal.writers", writers, 1, 32);
    Range.check("troupe.journal.queue-size", queueSize, 1, 1_000_000);
    Range.check("troupe.journal.batch-size", batchSize, 1, 10_000);
    Range.check("troupe.journal.batch-bytes", batchBytes, 64L << 10, 64L << 20);
    Range.check("troupe.journal.gather-for", gatherFor, Duration.ZERO, Duration.ofMillis(100));
    Range.check("troupe.journal.close-timeout", closeTimeout, Duration.ZERO, Duration.ofSeconds(60));
  }

  /** Reads {@code troupe.journal}. */
  public static JournalSettings of(Config root) {
    Config journal = root.getConfig("troupe.journal");
    return new JournalSettings(
        journal.getInt("writers"),
        journal.getInt("queue-size"),
        journal.getInt("batch-size"),
        journal.getBytes("batch-bytes"),
        journal.getDuration("gather-for"),
        journal.getDuration("close-timeout"));
  }
}
