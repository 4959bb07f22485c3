package dev.troupe.node.census;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How often the census looks, and at how much; the meaning of each key is in {@code ops.conf}.
 *
 * @param queryTimeout for each statement, whole seconds
 * @param recent newest events among which changed items are looked for
 * @param items looked at in one round
 * @param eventsPerItem of its history, from its first event
 */
record CensusSettings(Duration period, Duration queryTimeout, int recent, int items, int eventsPerItem) {

  /** @throws IllegalArgumentException naming the key that is out of its range */
  CensusSettings {
    check("period", period.toMillis() >= 100 && period.toMinutes() <= 10, "100 ms to 10 min");
    check("query-timeout", queryTimeout.toSeconds() >= 1 && queryTimeout.toSeconds() <= 60, "1 s to 60 s");
    check("recent-events", recent >= 1 && recent <= 100_000, "1 to 100000");
    check("items", items >= 1 && items <= 1_000, "1 to 1000");
    check("events-per-item", eventsPerItem >= 10 && eventsPerItem <= 100_000, "10 to 100000");
  }

  static CensusSettings of(Config config) {
    Config own = config.getConfig("troupe.census");
    return new CensusSettings(
        own.getDuration("period"),
        own.getDuration("query-timeout"),
        own.getInt("recent-events"),
        own.getInt("items"),
        own.getInt("events-per-item"));
  }

  private static void check(String key, boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("Expected troupe.census." + key + " to be " + expected + ", but it is not.");
    }
  }
}
