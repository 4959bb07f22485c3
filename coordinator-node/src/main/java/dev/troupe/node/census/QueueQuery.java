package dev.troupe.node.census;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** What waits, by the board. */
final class QueueQuery {
  /** Priorities as the board numbers them. */
  private static final List<String> PRIORITIES = List.of("critical", "high", "medium", "low");

  private static final String QUEUES =
      "SELECT team, priority, count(*), min(created_at) FROM work_board WHERE status = 'ready' GROUP BY team, priority ORDER BY count(*) DESC";

  private QueueQuery() {}

  record Cell(String team, String priority) {}

  /** @param oldest when the oldest of them was added */
  record Queue(Cell cell, long depth, Instant oldest) {}

  static List<Queue> queues(Connection connection, CensusSettings settings) throws SQLException {
    List<Queue> queues = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(QUEUES)) {
      select.setQueryTimeout((int) settings.queryTimeout().toSeconds());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Cell cell = new Cell(rows.getString(1), PRIORITIES.get(rows.getInt(2)));
          queues.add(new Queue(cell, rows.getLong(3), rows.getObject(4, OffsetDateTime.class).toInstant()));
        }
      }
    }
    return queues;
  }
}
