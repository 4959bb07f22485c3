package dev.troupe.node.census;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Draws items that changed lately, reads the history of each from its beginning, and holds it against {@link Promises}. Costs one look at the end of
 * the journal and one range of its primary key per item drawn.
 */
final class PromiseCheck {
  /** Breaches that are known already, so that an item drawn again counts them once. */
  private static final int REMEMBERED = 10_000;

  /** The audit view has the event's data as JSON; the index on the position serves the end of the journal. */
  private static final String RECENT =
      """
      SELECT DISTINCT persistence_id
      FROM (SELECT persistence_id FROM event_journal ORDER BY txid DESC, ordering DESC LIMIT ?) recent
      WHERE persistence_id LIKE 'work|%'
      """;

  private static final String HISTORY =
      """
      SELECT sequence_number, action, coalesce((data->>'lease_token')::bigint, 0)
      FROM audit_event WHERE persistence_id = ? ORDER BY sequence_number LIMIT ?
      """;

  private final CensusSettings settings;
  private final Map<String, Boolean> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  PromiseCheck(CensusSettings settings) {
    this.settings = settings;
  }

  /** @param breaches those not found before */
  record Round(long events, List<Promises.Breach> breaches) {}

  Round round(Connection connection) throws SQLException {
    List<String> items = recent(connection);
    Collections.shuffle(items, ThreadLocalRandom.current());
    long events = 0;
    List<Promises.Breach> found = new ArrayList<>();
    for (String item : items.subList(0, Math.min(items.size(), settings.items()))) {
      List<Promises.Entry> history = history(connection, item);
      events += history.size();
      for (Promises.Breach breach : Promises.breaches(item, history)) {
        if (known.put(breach.promise() + breach.item() + breach.number(), true) == null) {
          found.add(breach);
        }
      }
    }
    return new Round(events, found);
  }

  private List<String> recent(Connection connection) throws SQLException {
    List<String> items = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(RECENT)) {
      select.setQueryTimeout((int) settings.queryTimeout().toSeconds());
      select.setInt(1, settings.recent());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          items.add(rows.getString(1));
        }
      }
    }
    return items;
  }

  private List<Promises.Entry> history(Connection connection, String item) throws SQLException {
    List<Promises.Entry> history = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(HISTORY)) {
      select.setQueryTimeout((int) settings.queryTimeout().toSeconds());
      select.setString(1, item);
      select.setInt(2, settings.eventsPerItem());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          history.add(new Promises.Entry(rows.getLong(1), rows.getString(2), rows.getLong(3)));
        }
      }
    }
    return history;
  }
}
