package dev.troupe.node.board;

import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.TeamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The table {@code agent_board}. */
final class AgentTable {
  private static final String LOAD = "SELECT * FROM agent_board WHERE agent_id = ANY (?)";
  private static final String STORE =
      """
      INSERT INTO agent_board AS board (
        agent_id, team, capabilities, capacity, specialization, standing, draining, registered_at, updated_at, version)
      SELECT agent_id, team, string_to_array(capabilities, ' '), capacity, specialization, standing, draining, registered_at, updated_at, version
      FROM unnest(
        ?::text[], ?::text[], ?::text[], ?::integer[], ?::text[], ?::text[], ?::boolean[], ?::timestamptz[], ?::timestamptz[], ?::bigint[])
      AS agent (agent_id, team, capabilities, capacity, specialization, standing, draining, registered_at, updated_at, version)
      ON CONFLICT (agent_id) DO UPDATE SET
        team = excluded.team, capabilities = excluded.capabilities, capacity = excluded.capacity,
        specialization = excluded.specialization, standing = excluded.standing, draining = excluded.draining,
        updated_at = excluded.updated_at, version = excluded.version
      WHERE board.version < excluded.version
      """;

  private AgentTable() {}

  static Map<AgentId, AgentRow> load(Connection connection, Collection<AgentId> ids) throws SQLException {
    Map<AgentId, AgentRow> found = new HashMap<>();
    if (ids.isEmpty()) {
      return found;
    }
    try (PreparedStatement select = connection.prepareStatement(LOAD)) {
      new Columns(connection, select).add("text", ids, AgentId::value);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          AgentRow row = row(rows);
          found.put(row.id(), row);
        }
      }
    }
    return found;
  }

  static void store(Connection connection, Collection<AgentRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement upsert = connection.prepareStatement(STORE)) {
      new Columns(connection, upsert)
          .add("text", rows, AgentRow::id)
          .add("text", rows, AgentRow::team)
          .add("text", rows, row -> Columns.names(row.capabilities()))
          .add("int4", rows, AgentRow::capacity)
          .add("text", rows, AgentRow::specialization)
          .add("text", rows, AgentRow::standing)
          .add("bool", rows, AgentRow::draining)
          .add("timestamptz", rows, AgentRow::registeredAt)
          .add("timestamptz", rows, AgentRow::updatedAt)
          .add("int8", rows, AgentRow::version);
      upsert.executeUpdate();
    }
  }

  private static AgentRow row(ResultSet row) throws SQLException {
    return new AgentRow(
        new AgentId(row.getString("agent_id")),
        new TeamId(row.getString("team")),
        Columns.names(row, "capabilities"),
        row.getInt("capacity"),
        Optional.ofNullable(row.getString("specialization")),
        Columns.upper(AgentStanding.class, row.getString("standing")),
        row.getBoolean("draining"),
        Columns.instant(row, "registered_at"),
        Columns.instant(row, "updated_at"),
        row.getLong("version"));
  }
}
