package dev.troupe.node.board;

import dev.troupe.node.board.BoundedSearch.Found;
import dev.troupe.node.work.WorkHistory;
import dev.troupe.node.work.WorkState;
import dev.troupe.protocol.BoardQuery.ListWork;
import dev.troupe.protocol.BoardQuery.ReadPast;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.Sizes;
import dev.troupe.protocol.WorkView;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Items as lists and the past show them: which ones says the board, how they are says the journal. */
final class WorkReads {
  /** Items folded at once. */
  private static final int CHUNK = 50;

  /** Events folded for one page; beyond it the page ends early. Snapshots keep an item at some hundred. */
  static final long MAX_EVENTS = 20_000;

  private final StoredStates<WorkState> states;
  private final long pageBytes;

  WorkReads(JournalReader reader, ReadSettings settings) {
    this.states = StoredStates.ofWork(reader);
    this.pageBytes = settings.pageBytes();
  }

  /** Each item as it was at the board's position, so that it fits the filters. */
  Page<WorkView> list(BoardDatabase.Asking asking, ListWork query) throws SQLException {
    Cursor cursor = Cursor.of("work", query.filter());
    Optional<WorkSearch.Place> start = cursor.read(query.wanted().cursor()).map(WorkSearch.Place::of);
    Found<WorkSearch.Place, WorkSearch.Row> found = new WorkSearch(asking, query.filter()).page(start, query.wanted().limit());
    List<WorkSearch.Row> rows = found.rows();
    List<WorkView> items = new ArrayList<>();
    PageRoom room = new PageRoom(pageBytes);
    long events = 0;
    for (int from = 0; from < rows.size() && events < MAX_EVENTS; from += CHUNK) {
      List<WorkSearch.Row> chunk = rows.subList(from, Math.min(rows.size(), from + CHUNK));
      for (WorkView view : views(asking, chunk)) {
        if (!room.take("work " + view.id(), Sizes.of(view))) {
          return new Page<>(items, Optional.of(cursor.write(rows.get(items.size() - 1).place().key())));
        }
        items.add(view);
      }
      events += chunk.stream().mapToLong(WorkSearch.Row::version).sum();
    }
    Optional<WorkSearch.Place> next = items.size() < rows.size() ? Optional.of(rows.get(items.size() - 1).place()) : found.next();
    return new Page<>(items, next.map(place -> cursor.write(place.key())));
  }

  /** Empty before it was added. */
  Optional<WorkView> past(BoardDatabase.Asking asking, ReadPast query) throws SQLException {
    return WorkHistory.view(states.at(asking, query.work().value(), query.at()));
  }

  /** One for each row, in their order. */
  private List<WorkView> views(BoardDatabase.Asking asking, List<WorkSearch.Row> rows) throws SQLException {
    Map<String, Long> versions = new LinkedHashMap<>();
    rows.forEach(row -> versions.put(row.id().value(), row.version()));
    List<WorkView> views = new ArrayList<>();
    states.at(asking, versions).forEach((id, state) -> views.add(view(id, state)));
    return views;
  }

  private static WorkView view(String id, WorkState state) {
    return WorkHistory.view(state)
        .orElseThrow(() -> new IllegalStateException("Expected events of work " + id + ", which is on the board, but the journal has none."));
  }
}
