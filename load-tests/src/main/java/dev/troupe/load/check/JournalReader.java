package dev.troupe.load.check;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Reads items' events from the view {@code audit_event}. */
public final class JournalReader {

  private static final String EVENTS = """
    SELECT entity_id, sequence_number, action, coalesce(agent_id, data->>'agent_id') AS agent_id,
           (data->>'lease_token')::bigint AS lease_token
      FROM audit_event
     WHERE entity_kind = 'work' AND entity_id = ANY(?)
    """;

  private JournalReader() {
  }

  public static List<JournalRow> events(Connection connection, Collection<String> workIds) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(EVENTS)) {
      Array ids = connection.createArrayOf("text", workIds.toArray());
      statement.setArray(1, ids);
      List<JournalRow> rows = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.add(new JournalRow(found.getString("entity_id"), found.getLong("sequence_number"), found.getString("action"),
            found.getString("agent_id"), found.getObject("lease_token", Long.class)));
        }
      }
      return rows;
    }
  }
}
