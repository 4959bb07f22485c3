package dev.troupe.node.board;

import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkFilter;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Finds the items a list is about, the newest first; which index is read follows from the filters alone, so plans do not surprise. */
final class WorkSearch extends BoundedSearch<WorkSearch.Place, WorkSearch.Row> {
  private static final Place NEWEST = new Place(Instant.parse("9999-12-31T00:00:00Z"), "");

  private static final String FIND =
      """
      SELECT board.work_id, board.created_at, board.version
      FROM (
        SELECT work_id, created_at, team, work_type, priority FROM %s WHERE %s
        ORDER BY created_at DESC, work_id DESC LIMIT %d) entry
      CROSS JOIN LATERAL (SELECT * FROM work_board WHERE work_id = entry.work_id OFFSET 0) board
      WHERE %s
      ORDER BY entry.created_at DESC, entry.work_id DESC LIMIT ?
      """;

  private static final String EDGE =
      "SELECT work_id, created_at FROM %s WHERE %s ORDER BY created_at DESC, work_id DESC OFFSET %d LIMIT 1";

  private final BoardDatabase.Asking asking;
  private final WorkFilter filter;

  WorkSearch(BoardDatabase.Asking asking, WorkFilter filter) {
    super(System::nanoTime);
    this.asking = asking;
    this.filter = filter;
  }

  /** The sort key of an item; neither part ever changes. */
  record Place(Instant createdAt, String workId) {
    static Place of(List<String> key) {
      if (key.size() != 2) {
        throw new CursorRefused();
      }
      try {
        return new Place(Instant.EPOCH.plus(Long.parseLong(key.get(0)), ChronoUnit.MICROS), key.get(1));
      } catch (NumberFormatException | java.time.DateTimeException | ArithmeticException notOurs) {
        throw new CursorRefused();
      }
    }

    List<String> key() {
      return List.of(Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, createdAt)), workId);
    }
  }

  /** @param version the item's newest event on the board */
  record Row(Place place, WorkId id, long version) {}

  @Override
  List<Row> find(Optional<Place> behind, int entryCount, int limit) throws SQLException {
    Bindings entries = entries(behind);
    Bindings items = items();
    return asking.rows(
        FIND.formatted(table(), entries.sql(), entryCount, items.sql()), Bindings.inOrder(entries, items, limit), WorkSearch::row);
  }

  @Override
  Optional<Place> edge(Optional<Place> behind, int entryCount) throws SQLException {
    Bindings entries = entries(behind);
    return asking
        .rows(EDGE.formatted(table(), entries.sql(), entryCount - 1), Bindings.inOrder(entries, new Bindings()), WorkSearch::place)
        .stream()
        .findFirst();
  }

  @Override
  Place place(Row row) {
    return row.place();
  }

  private boolean byAgent() {
    return filter.agent().isPresent();
  }

  private boolean byStatus() {
    return !byAgent() && filter.status().filter(status -> status != WorkStatus.COMPLETED).isPresent();
  }

  private String table() {
    return byAgent() || byStatus() ? "work_board" : "work_card";
  }

  /** What the index itself is asked for. A status stands in the text, because the planner must see that the partial index has it. */
  private Bindings entries(Optional<Place> behind) {
    Bindings entries = new Bindings();
    if (byAgent()) {
      entries.and("claimed_by = ?", filter.agent().get().value());
    } else if (byStatus()) {
      entries.and("status = '" + Columns.lower(filter.status().get()) + "'");
    } else if (filter.team().isPresent()) {
      entries.and("team = ?", filter.team().get().value());
    } else if (filter.workType().isPresent()) {
      entries.and("work_type = ?", filter.workType().get());
    }
    Place start = behind.orElse(NEWEST);
    return entries.and("(created_at, work_id) < (?, ?)", BoardQueries.utc(start.createdAt()), start.workId());
  }

  /** What never changes is compared in the index's entry where it stands there, so that only what fits is looked up on the board. */
  private Bindings items() {
    String constant = byAgent() ? "board." : "entry.";
    Bindings items = new Bindings();
    filter.status().ifPresent(status -> items.and("board.status = ?", Columns.lower(status)));
    filter.team().map(TeamId::value).ifPresent(team -> items.and(constant + "team = ?", team));
    filter.workType().ifPresent(type -> items.and(constant + "work_type = ?", type));
    filter.priority().ifPresent(priority -> items.and(constant + "priority = ?", priority.ordinal()));
    filter.agent().map(AgentId::value).ifPresent(agent -> items.and("board.claimed_by = ?", agent));
    return items;
  }

  private static Row row(ResultSet row) throws SQLException {
    Place place = place(row);
    return new Row(place, new WorkId(place.workId()), row.getLong("version"));
  }

  private static Place place(ResultSet row) throws SQLException {
    return new Place(Columns.instant(row, "created_at"), row.getString("work_id"));
  }
}
