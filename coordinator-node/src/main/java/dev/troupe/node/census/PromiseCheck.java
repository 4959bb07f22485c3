package dev.troupe.node.census;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the items that changed last and were not looked at since, reads the history of each from its beginning, and holds it against {@link Promises}.
 * So every item that changes is looked at while no more of them change in a round than one round takes; of more it sees a sample. Costs one look at
 * the end of the journal and one range of its primary key per item.
 */
final class PromiseCheck {
  /** Breaches that are known already, so that an item looked at again counts them once. */
  private static final int REMEMBERED = 10_000;

  /** The index on the position serves the end of the journal. */
  private static final String RECENT =
      """
      SELECT persistence_id, max(sequence_number)
      FROM (SELECT persistence_id, sequence_number, ordering FROM event_journal ORDER BY txid DESC, ordering DESC LIMIT ?) recent
      WHERE persistence_id LIKE 'work|%'
      GROUP BY persistence_id
      ORDER BY max(ordering) DESC
      """;

  /** The audit view has the event's data as JSON. */
  private static final String HISTORY =
      """
      SELECT sequence_number, action, coalesce((data->>'lease_token')::bigint, 0)
      FROM audit_event WHERE persistence_id = ? ORDER BY sequence_number LIMIT ?
      """;

  private final CensusSettings settings;
  private final Map<String, Boolean> known = new Newest<>(REMEMBERED);
  /** The newest number of each item when it was looked at. */
  private final Map<String, Long> looked;

  PromiseCheck(CensusSettings settings) {
    this.settings = settings;
    this.looked = new Newest<>(settings.recent());
  }

  /** @param breaches those not found before */
  record Round(long events, List<Promises.Breach> breaches) {}

  /** What a round found is known only once all of it was read: one that fails is taken anew, whole. */
  Round round(Connection connection) throws SQLException {
    long events = 0;
    List<Changed> items = changed(connection);
    List<Promises.Breach> found = new ArrayList<>();
    for (Changed item : items) {
      List<Promises.Entry> history = history(connection, item.id());
      events += history.size();
      found.addAll(Promises.breaches(item.id(), history));
    }
    for (Changed item : items) {
      looked.remove(item.id());
      looked.put(item.id(), item.newest());
    }
    found.removeIf(breach -> known.put(breach.promise() + breach.item() + breach.number(), true) != null);
    return new Round(events, found);
  }

  private record Changed(String id, long newest) {}

  private List<Changed> changed(Connection connection) throws SQLException {
    List<Changed> items = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(RECENT)) {
      select.setQueryTimeout((int) settings.queryTimeout().toSeconds());
      select.setInt(1, settings.recent());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next() && items.size() < settings.items()) {
          Changed item = new Changed(rows.getString(1), rows.getLong(2));
          if (looked.getOrDefault(item.id(), 0L) < item.newest()) {
            items.add(item);
          }
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

  /** Forgets what was put first when it holds more than so many. */
  private static final class Newest<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    Newest(int most) {
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > most;
    }
  }
}
