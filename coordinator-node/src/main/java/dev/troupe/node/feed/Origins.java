package dev.troupe.node.feed;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which team and type an event belongs to, when it does not say so itself. An item's are in its first event and never change; an agent's
 * team is in its latest registration before the event. Both come from the journal alone, so every node filters every event alike, also
 * when it is read again later; the board would be behind, and knows today's team only.
 *
 * <p>What was found is remembered for the entities used last. Bound to a page of events: one statement each for the items and the agents that
 * are not remembered.
 */
final class Origins {
  static final String ITEMS =
      """
      SELECT persistence_id, convert_from(event_payload, 'UTF8')::json #>> '{spec,team}' AS team,
        convert_from(event_payload, 'UTF8')::json #>> '{spec,work_type}' AS work_type
      FROM event_journal WHERE persistence_id = ANY (?) AND sequence_number = 1
      """;

  static final String AGENTS =
      """
      SELECT wanted.persistence_id, wanted.version, registered.since, registered.team
      FROM unnest(?::text[], ?::bigint[]) AS wanted (persistence_id, version)
      CROSS JOIN LATERAL (
        SELECT sequence_number AS since, convert_from(event_payload, 'UTF8')::json #>> '{profile,team}' AS team
        FROM event_journal
        WHERE event_journal.persistence_id = wanted.persistence_id AND sequence_number <= wanted.version AND action = 'agent.registered'
        ORDER BY sequence_number DESC LIMIT 1) registered
      """;

  private static final String REGISTERED = "agent.registered";
  private static final Origin NOWHERE = new Origin(Optional.empty(), Optional.empty(), 0, Long.MAX_VALUE);

  private final Map<String, Origin> remembered;

  Origins(int maxRemembered) {
    this.remembered = Collections.synchronizedMap(new Remembered(maxRemembered));
  }

  /**
   * @param since the version from which on it holds
   * @param until the last version for which it is known to hold
   */
  record Origin(Optional<String> team, Optional<String> workType, long since, long until) {
    boolean holdsAt(long version) {
      return since <= version && version - 1 <= until;
    }

    Origin until(long version) {
      return version <= until ? this : new Origin(team, workType, since, version);
    }
  }

  /** The origins of a page's rows, in their order. */
  Map<FeedRow, Origin> of(Connection connection, List<FeedRow> rows) throws SQLException {
    Map<String, Origin> known = new HashMap<>();
    Map<String, Long> unknownAgents = new HashMap<>();
    Map<String, Long> unknownItems = new HashMap<>();
    for (FeedRow row : rows) {
      if (!known.containsKey(row.persistenceId()) && !unknownAgents.containsKey(row.persistenceId())) {
        Optional<Origin> origin = saidBy(row).or(() -> recall(row));
        if (origin.isPresent()) {
          known.put(row.persistenceId(), origin.get());
        } else {
          (row.isWork() ? unknownItems : unknownAgents).putIfAbsent(row.persistenceId(), row.version());
        }
      }
    }
    if (!unknownItems.isEmpty()) {
      findItems(connection, unknownItems, known);
    }
    if (!unknownAgents.isEmpty()) {
      findAgents(connection, unknownAgents, known);
    }
    return walk(rows, known);
  }

  private Map<FeedRow, Origin> walk(List<FeedRow> rows, Map<String, Origin> known) {
    Map<FeedRow, Origin> origins = new LinkedHashMap<>();
    for (FeedRow row : rows) {
      Origin origin = saidBy(row).orElseGet(() -> known.getOrDefault(row.persistenceId(), NOWHERE)).until(row.version());
      known.put(row.persistenceId(), origin);
      origins.put(row, origin);
    }
    known.forEach(this::remember);
    return origins;
  }

  private static Optional<Origin> saidBy(FeedRow row) {
    if (row.isWork() && row.version() == 1) {
      return Optional.of(new Origin(row.data().text("/spec/team"), row.data().text("/spec/work_type"), 1, Long.MAX_VALUE));
    }
    return row.action().equals(REGISTERED)
        ? Optional.of(new Origin(row.data().text("/profile/team"), Optional.empty(), row.version(), row.version()))
        : Optional.empty();
  }

  private Optional<Origin> recall(FeedRow row) {
    return Optional.ofNullable(remembered.get(row.persistenceId())).filter(origin -> origin.holdsAt(row.version()));
  }

  /** A reader that catches up must not make the newest be forgotten. */
  private void remember(String persistenceId, Origin origin) {
    if (origin != NOWHERE) {
      remembered.merge(persistenceId, origin, (before, now) -> now.until() >= before.until() ? now : before);
    }
  }

  private static void findItems(Connection connection, Map<String, Long> wanted, Map<String, Origin> found) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(ITEMS)) {
      select.setArray(1, connection.createArrayOf("text", wanted.keySet().toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Optional<String> team = Optional.ofNullable(rows.getString("team"));
          Optional<String> type = Optional.ofNullable(rows.getString("work_type"));
          found.put(rows.getString("persistence_id"), new Origin(team, type, 1, Long.MAX_VALUE));
        }
      }
    }
  }

  private static void findAgents(Connection connection, Map<String, Long> wanted, Map<String, Origin> found) throws SQLException {
    Array ids = connection.createArrayOf("text", wanted.keySet().toArray());
    Array versions = connection.createArrayOf("bigint", wanted.values().toArray());
    try (PreparedStatement select = connection.prepareStatement(AGENTS)) {
      select.setArray(1, ids);
      select.setArray(2, versions);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Optional<String> team = Optional.ofNullable(rows.getString("team"));
          found.put(
              rows.getString("persistence_id"), new Origin(team, Optional.empty(), rows.getLong("since"), rows.getLong("version")));
        }
      }
    }
  }

  /** Forgets what was not used for the longest time. */
  private static final class Remembered extends LinkedHashMap<String, Origin> {
    private static final long serialVersionUID = 1L;
    private final int max;

    Remembered(int max) {
      super(16, 0.75f, true);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Origin> eldest) {
      return size() > max;
    }
  }
}
