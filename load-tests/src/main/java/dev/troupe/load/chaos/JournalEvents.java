package dev.troupe.load.chaos;

import dev.troupe.load.chaos.check.JournalEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what a run's items left in the journal. */
final class JournalEvents {

  private static final String OF_RUN = """
    SELECT entity_id, sequence_number, action, coalesce(agent_id, data->>'agent_id') AS agent_id, actor, request_id, at,
           (data->>'lease_token')::bigint AS token, data->>'claim_request' AS claim_request,
           coalesce((data->>'lease_seconds')::int, 0) AS lease_seconds, coalesce((data->>'exhausted')::boolean, false) AS exhausted,
           row_number() OVER (ORDER BY split_part(position, '-', 1)::bigint, ordering) AS place
      FROM audit_event
     WHERE entity_kind = 'work' AND entity_id LIKE ?
     ORDER BY place
    """;

  private static final Set<String> OVER = Set.of("work.completed", "work.failed", "work.cancelled");

  private JournalEvents() {
  }

  /** @param run what the items' ids begin with */
  static List<JournalEvent> of(String run, Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(OF_RUN)) {
      statement.setString(1, run + "-%");
      List<JournalEvent> events = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          events.add(new JournalEvent("work", row.getString("entity_id"), row.getLong("place"), row.getLong("sequence_number"), row.getString("action"),
            row.getString("agent_id"), row.getObject("token", Long.class), row.getString("actor"), row.getString("request_id"), row.getString("claim_request"),
            row.getObject("at", OffsetDateTime.class).toInstant(), row.getInt("lease_seconds"), row.getBoolean("exhausted")));
        }
      }
      return events;
    }
  }

  /** Items of the run that are neither completed nor failed nor cancelled. */
  static long open(String run, Connection connection) throws SQLException {
    Map<String, JournalEvent> last = of(run, connection).stream().collect(Collectors.toMap(JournalEvent::entityId, Function.identity(),
      (one, other) -> one.sequence() > other.sequence() ? one : other));
    return last.values().stream().filter(event -> !OVER.contains(event.action()) && !event.exhausted()).count();
  }

  /** Of all entities, those of other runs and of agents included. */
  static long count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT count(*) FROM audit_event")) {
      row.next();
      return row.getLong(1);
    }
  }
}
