package dev.troupe.node.board;

import dev.troupe.node.board.BoardRow.Card;
import dev.troupe.node.board.BoardRow.Holder;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The table {@code work_board}: reads and writes many rows in one statement each. */
final class WorkTable {
  private static final String LOAD = "SELECT * FROM work_board WHERE work_id = ANY (?)";

  private static final String ADD =
      """
      INSERT INTO work_board (
        work_id, work_type, title, priority, team, requires, story_points, epic_id, run_at, created_at,
        status, open_dependencies, claimed_by, lease_token, lease_seconds, claimed_at, claimed_version, lease_expires_at, due_at,
        percent, attempt, burned, updated_at, completed_at, version)
      SELECT
        work_id, work_type, title, priority, team, string_to_array(requires, ' '), story_points, epic_id, run_at, created_at,
        status, open_dependencies, claimed_by, lease_token, lease_seconds, claimed_at, claimed_version, lease_expires_at, due_at,
        percent, attempt, burned, updated_at, completed_at, version
      FROM unnest(
        ?::text[], ?::text[], ?::text[], ?::smallint[], ?::text[], ?::text[], ?::integer[], ?::text[], ?::timestamptz[], ?::timestamptz[],
        ?::text[], ?::integer[], ?::text[], ?::bigint[], ?::bigint[], ?::timestamptz[], ?::bigint[], ?::timestamptz[], ?::timestamptz[],
        ?::smallint[], ?::integer[], ?::integer[], ?::timestamptz[], ?::timestamptz[], ?::bigint[])
      AS item (
        work_id, work_type, title, priority, team, requires, story_points, epic_id, run_at, created_at,
        status, open_dependencies, claimed_by, lease_token, lease_seconds, claimed_at, claimed_version, lease_expires_at, due_at,
        percent, attempt, burned, updated_at, completed_at, version)
      """;

  /** Should two ever write, the row with more events stays. */
  private static final String CHANGE =
      """
      UPDATE work_board board SET
        status = item.status, open_dependencies = item.open_dependencies, claimed_by = item.claimed_by,
        lease_token = item.lease_token, lease_seconds = item.lease_seconds, claimed_at = item.claimed_at,
        claimed_version = item.claimed_version, lease_expires_at = item.lease_expires_at, due_at = item.due_at,
        percent = item.percent, attempt = item.attempt, burned = item.burned, updated_at = item.updated_at,
        completed_at = item.completed_at, version = item.version
      FROM unnest(
        ?::text[], ?::text[], ?::integer[], ?::text[], ?::bigint[], ?::bigint[], ?::timestamptz[], ?::bigint[], ?::timestamptz[], ?::timestamptz[],
        ?::smallint[], ?::integer[], ?::integer[], ?::timestamptz[], ?::timestamptz[], ?::bigint[])
      AS item (
        work_id, status, open_dependencies, claimed_by, lease_token, lease_seconds, claimed_at, claimed_version, lease_expires_at, due_at,
        percent, attempt, burned, updated_at, completed_at, version)
      WHERE board.work_id = item.work_id AND board.version < item.version
      """;

  private WorkTable() {}

  static Map<WorkId, BoardRow> load(Connection connection, Collection<WorkId> ids) throws SQLException {
    Map<WorkId, BoardRow> found = new HashMap<>();
    if (ids.isEmpty()) {
      return found;
    }
    try (PreparedStatement select = connection.prepareStatement(LOAD)) {
      new Columns(connection, select).add("text", ids, WorkId::value);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          BoardRow row = row(rows);
          found.put(row.card().id(), row);
        }
      }
    }
    return found;
  }

  /** Rows that were not there: {@link #load} has not found them, and nobody else writes any. */
  static void add(Connection connection, Collection<BoardRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(ADD)) {
      Columns columns = new Columns(connection, insert);
      columns
          .add("text", rows, row -> row.card().id())
          .add("text", rows, row -> row.card().workType())
          .add("text", rows, row -> row.card().title())
          .add("int2", rows, row -> row.card().priority().ordinal())
          .add("text", rows, row -> row.card().team())
          .add("text", rows, row -> Columns.names(row.card().requires()))
          .add("int4", rows, row -> row.card().storyPoints())
          .add("text", rows, row -> row.card().epicId())
          .add("timestamptz", rows, row -> row.card().runAt())
          .add("timestamptz", rows, row -> row.card().createdAt());
      addWhatChanges(columns, rows);
      insert.executeUpdate();
    }
  }

  /** Rows that were there. */
  static void change(Connection connection, Collection<BoardRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(CHANGE)) {
      Columns columns = new Columns(connection, update).add("text", rows, row -> row.card().id());
      addWhatChanges(columns, rows);
      update.executeUpdate();
    }
  }

  private static void addWhatChanges(Columns columns, Collection<BoardRow> rows) throws SQLException {
    columns
        .add("text", rows, BoardRow::status)
        .add("int4", rows, BoardRow::openDependencies)
        .add("text", rows, row -> row.holder().map(Holder::agent))
        .add("int8", rows, BoardRow::leaseToken)
        .add("int8", rows, row -> row.holder().map(Holder::leaseSeconds))
        .add("timestamptz", rows, row -> row.holder().map(Holder::claimedAt))
        .add("int8", rows, row -> row.holder().map(Holder::claimedVersion))
        .add("timestamptz", rows, BoardRow::leaseExpiresAt)
        .add("timestamptz", rows, BoardRow::dueAt)
        .add("int2", rows, BoardRow::percent)
        .add("int4", rows, BoardRow::attempt)
        .add("int4", rows, BoardRow::burned)
        .add("timestamptz", rows, BoardRow::updatedAt)
        .add("timestamptz", rows, BoardRow::completedAt)
        .add("int8", rows, BoardRow::version);
  }

  private static BoardRow row(ResultSet row) throws SQLException {
    int points = row.getInt("story_points");
    Card card =
        new Card(
            new WorkId(row.getString("work_id")),
            row.getString("work_type"),
            row.getString("title"),
            Priority.values()[row.getInt("priority")],
            new TeamId(row.getString("team")),
            Columns.names(row, "requires"),
            row.getObject("story_points") == null ? Optional.empty() : Optional.of(points),
            Optional.ofNullable(row.getString("epic_id")),
            Columns.optionalInstant(row, "run_at"),
            Columns.instant(row, "created_at"));
    return new BoardRow(
        card,
        Columns.upper(WorkStatus.class, row.getString("status")),
        row.getInt("open_dependencies"),
        holder(row),
        Columns.optionalInstant(row, "lease_expires_at"),
        Columns.optionalInstant(row, "due_at"),
        row.getInt("percent"),
        row.getInt("attempt"),
        row.getInt("burned"),
        row.getLong("lease_token"),
        Columns.instant(row, "updated_at"),
        Columns.optionalInstant(row, "completed_at"),
        row.getLong("version"));
  }

  private static Optional<Holder> holder(ResultSet row) throws SQLException {
    String agent = row.getString("claimed_by");
    return agent == null
        ? Optional.empty()
        : Optional.of(
            new Holder(
                new AgentId(agent), row.getLong("lease_seconds"), Columns.instant(row, "claimed_at"), row.getLong("claimed_version")));
  }
}
