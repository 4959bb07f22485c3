package dev.troupe.load.baseline;

import dev.troupe.load.check.JournalRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The history rows, as the checker reads a journal. */
final class SkipLockedHistory {

  private static final String ROWS = "SELECT work_id, seq, action, agent_id, lease_token FROM " + SkipLockedProcess.SCHEMA + ".work_history WHERE work_id = ANY (?)";

  private SkipLockedHistory() {
  }

  static List<JournalRow> events(Connection connection, Collection<String> ids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
      statement.setArray(1, connection.createArrayOf("text", ids.toArray()));
      List<JournalRow> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(new JournalRow(row.getString(1), row.getLong(2), row.getString(3), row.getString(4), row.getObject(5, Long.class)));
        }
      }
      return rows;
    }
  }
}
