package dev.troupe.node.board;

import dev.troupe.node.board.BoardGroup.Edge;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The table {@code work_dependency}: who still waits for whom. */
final class DependencyTable {
  /** Whether a dependency is over already is looked up in the board, where this transaction has just written. */
  private static final String OPEN =
      """
      INSERT INTO work_dependency (work_id, depends_on, ended_as, ended_at)
      SELECT edge.work_id, edge.depends_on, over.status, over.updated_at
      FROM unnest(?::text[], ?::text[]) AS edge (work_id, depends_on)
      LEFT JOIN work_board over ON over.work_id = edge.depends_on AND over.status IN ('completed', 'cancelled')
      ON CONFLICT DO NOTHING
      RETURNING work_id, depends_on, ended_as
      """;

  private static final String CLOSE =
      """
      DELETE FROM work_dependency open USING unnest(?::text[], ?::text[]) AS edge (work_id, depends_on)
      WHERE open.work_id = edge.work_id AND open.depends_on = edge.depends_on
      """;

  private static final String CLOSE_ALL = "DELETE FROM work_dependency WHERE work_id = ANY (?)";

  private static final String END =
      """
      UPDATE work_dependency open SET ended_as = over.status, ended_at = over.at
      FROM unnest(?::text[], ?::text[], ?::timestamptz[]) AS over (work_id, status, at)
      WHERE open.depends_on = over.work_id AND open.ended_as IS NULL
      RETURNING open.work_id, open.depends_on, open.ended_as
      """;

  /** A dependency is over, and this item waits for it. */
  record Ended(WorkId work, WorkId dependency, WorkStatus as) {}

  private DependencyTable() {}

  /** @return what dependents are to be told, once this is committed */
  static List<Ended> store(Connection connection, BoardGroup group) throws SQLException {
    List<Ended> ended = new ArrayList<>();
    if (!group.closed().isEmpty()) {
      try (PreparedStatement delete = connection.prepareStatement(CLOSE)) {
        bind(connection, delete, group.closed()).executeUpdate();
      }
    }
    if (!group.unblocked().isEmpty()) {
      try (PreparedStatement delete = connection.prepareStatement(CLOSE_ALL)) {
        new Columns(connection, delete).add("text", group.unblocked(), WorkId::value);
        delete.executeUpdate();
      }
    }
    if (!group.opened().isEmpty()) {
      try (PreparedStatement insert = connection.prepareStatement(OPEN)) {
        collect(bind(connection, insert, group.opened()), ended);
      }
    }
    List<BoardRow> over = group.ended();
    if (!over.isEmpty()) {
      try (PreparedStatement update = connection.prepareStatement(END)) {
        new Columns(connection, update)
            .add("text", over, row -> row.card().id())
            .add("text", over, BoardRow::status)
            .add("timestamptz", over, BoardRow::updatedAt);
        collect(update, ended);
      }
    }
    return ended;
  }

  private static PreparedStatement bind(Connection connection, PreparedStatement statement, java.util.Collection<Edge> edges)
      throws SQLException {
    new Columns(connection, statement).add("text", edges, Edge::work).add("text", edges, Edge::dependsOn);
    return statement;
  }

  private static void collect(PreparedStatement returning, List<Ended> ended) throws SQLException {
    try (ResultSet rows = returning.executeQuery()) {
      while (rows.next()) {
        if (rows.getString(3) != null) {
          ended.add(
              new Ended(
                  new WorkId(rows.getString(1)), new WorkId(rows.getString(2)), Columns.upper(WorkStatus.class, rows.getString(3))));
        }
      }
    }
  }
}
