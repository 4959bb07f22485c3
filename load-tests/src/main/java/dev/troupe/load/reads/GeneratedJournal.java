package dev.troupe.load.reads;

import dev.troupe.cli.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** A journal and a board of any size, as nodes would have left them; to be written into an empty database that no node uses. */
public final class GeneratedJournal {

  /** Items in one transaction: about a minute of the generated week at ten million events. */
  private static final int ITEMS_PER_COMMIT = 340;

  private static final int COMMITS_PER_WORD = 1_000;

  /** Of 100 items one has a single event, one two, all others three. */
  private static final double EVENTS_PER_ITEM = 2.97;

  private GeneratedJournal() {
  }

  /** @return the number of items */
  public static long write(Connection connection, long events, Console console) throws SQLException, IOException {
    long items = Math.round(events / EVENTS_PER_ITEM);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
    }
    try (PreparedStatement insert = connection.prepareStatement(sql("generate-items.sql"))) {
      insert.setLong(1, items);
      int commits = 0;
      for (long first = 1; first <= items; first += ITEMS_PER_COMMIT) {
        insert.setLong(2, first);
        insert.setLong(3, Math.min(items, first + ITEMS_PER_COMMIT - 1));
        insert.executeUpdate();
        if (++commits % COMMITS_PER_WORD == 0) {
          console.line(first + " of " + items + " items ...");
        }
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql("generate-agents.sql"));
      console.line("VACUUM ANALYZE ...");
      statement.execute("VACUUM ANALYZE");
      statement.execute("CHECKPOINT");
    }
    return items;
  }

  private static String sql(String name) throws IOException {
    try (InputStream text = GeneratedJournal.class.getResourceAsStream("/dev/troupe/load/" + name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
