package dev.troupe.node.board;

import dev.troupe.node.keys.KeyEvent;
import dev.troupe.node.keys.KeyEvent.KeyCreated;
import dev.troupe.node.keys.KeyEvent.KeyRevoked;
import dev.troupe.node.keys.KeyEvent.KeyUsed;
import dev.troupe.protocol.AgentPattern;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.KeyView;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The table {@code key_board}: keys as an admin lists them, without their hashes. Events of keys are rare, so each is a statement. */
final class KeyTable {
  static final String PAGE = "SELECT * FROM key_board WHERE key_id > ? ORDER BY key_id LIMIT ?";

  private static final String CREATED =
      """
      INSERT INTO key_board (key_id, name, role, agents, expires_at, created_at, created_by)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key_id) DO NOTHING
      """;

  private static final String USED = "UPDATE key_board SET last_used_at = ? WHERE key_id = ?";
  private static final String REVOKED = "UPDATE key_board SET revoked_at = ? WHERE key_id = ?";

  private KeyTable() {}

  /** Takes the events of keys out of a group, in their order. */
  static void store(Connection connection, List<JournalRecord> records) throws SQLException {
    for (JournalRecord record : records) {
      if (record.event() instanceof KeyEvent event) {
        store(connection, event);
      }
    }
  }

  private static void store(Connection connection, KeyEvent event) throws SQLException {
    if (event instanceof KeyCreated created) {
      insert(connection, created);
    } else if (event instanceof KeyUsed) {
      update(connection, USED, event);
    } else if (event instanceof KeyRevoked) {
      update(connection, REVOKED, event);
    }
  }

  private static void insert(Connection connection, KeyCreated created) throws SQLException {
    KeySpec spec = created.spec();
    try (PreparedStatement insert = connection.prepareStatement(CREATED)) {
      insert.setString(1, created.key().value());
      insert.setString(2, spec.name());
      insert.setString(3, Columns.lower(spec.role()));
      insert.setArray(4, connection.createArrayOf("text", spec.agents().stream().map(AgentPattern::value).toArray()));
      insert.setObject(5, spec.expiresAt().map(BoardQueries::utc).orElse(null));
      insert.setObject(6, BoardQueries.utc(created.at()));
      insert.setString(7, created.by().actor());
      insert.executeUpdate();
    }
  }

  private static void update(Connection connection, String sql, KeyEvent event) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, BoardQueries.utc(event.at()));
      update.setString(2, event.key().value());
      update.executeUpdate();
    }
  }

  static KeyView row(ResultSet row) throws SQLException {
    List<AgentPattern> agents =
        Arrays.stream((String[]) row.getArray("agents").getArray()).map(AgentPattern::new).toList();
    KeySpec spec =
        new KeySpec(
            row.getString("name"),
            Columns.upper(KeyRole.class, row.getString("role")),
            agents,
            Columns.optionalInstant(row, "expires_at"));
    return new KeyView(
        new KeyId(row.getString("key_id")),
        spec,
        Columns.instant(row, "created_at"),
        row.getString("created_by"),
        Columns.optionalInstant(row, "revoked_at"),
        Columns.optionalInstant(row, "last_used_at"));
  }

  static void bind(PreparedStatement select, Optional<KeyId> after, int limit) throws SQLException {
    select.setString(1, after.map(KeyId::value).orElse(""));
    select.setInt(2, limit);
  }
}
