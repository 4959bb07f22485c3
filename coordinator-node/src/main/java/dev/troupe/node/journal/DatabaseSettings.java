package dev.troupe.node.journal;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The database and the connections to it; the meaning of each key is in {@code journal.conf}.
 *
 * @param readers           connections for replays and snapshots, 1 to 200
 * @param readQueueSize     reads that may wait for one, 1 to 1,000,000
 * @param connectionTimeout wait for a connection, 250 ms to 60 s
 * @param socketTimeout     wait for an answer, 1 s to 10 min
 */
public record DatabaseSettings(
    String url, String user, String password, int readers, int readQueueSize, Duration connectionTimeout, Duration socketTimeout) {

  /** @throws IllegalArgumentException naming the key that is missing or out of its range */
  public DatabaseSettings {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "Expected troupe.database.url (TROUPE_DB_URL) to begin with jdbc:postgresql:, but it "
              + (url.isEmpty() ? "is not set." : "begins with " + url.substring(0, Math.min(12, url.length())) + "."));
    }
    Range.check("troupe.database.readers", readers, 1, 200);
    Range.check("troupe.database.read-queue-size", readQueueSize, 1, 1_000_000);
    Range.check("troupe.database.connection-timeout", connectionTimeout, Duration.ofMillis(250), Duration.ofSeconds(60));
    Range.check("troupe.database.socket-timeout", socketTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
  }

  /** Reads {@code troupe.database}. */
  public static DatabaseSettings of(Config root) {
    Config database = root.getConfig("troupe.database");
    return new DatabaseSettings(
        database.getString("url"),
        database.getString("user"),
        database.getString("password"),
        database.getInt("readers"),
        database.getInt("read-queue-size"),
        database.getDuration("connection-timeout"),
        database.getDuration("socket-timeout"));
  }

  /** Without the password and the URL's parameters, so that it may be logged. */
  @Override
  public String toString() {
    return "DatabaseSettings[url=" + url.replaceFirst("\\?.*", "?…") + ", user=" + user + ", readers=" + readers + "]";
  }
}
