package dev.troupe.node.board;

import dev.troupe.node.board.BoundedSearch.Found;
import dev.troupe.protocol.BoardQuery.Audit;
import dev.troupe.protocol.BoardQuery.ReadHistory;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.Sizes;
import dev.troupe.protocol.StoredEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The journal as it is: one item's history, and the audit of all. */
final class EventReads {
  static final String HISTORY =
      """
      SELECT persistence_id, sequence_number, octet_length(event_payload) AS bytes FROM event_journal
      WHERE persistence_id = ? AND sequence_number > ? ORDER BY sequence_number LIMIT ?
      """;

  private final long pageBytes;

  EventReads(ReadSettings settings) {
    this.pageBytes = settings.pageBytes();
  }

  /** Empty when nothing was ever stored of this item. */
  Optional<Page<StoredEvent>> history(BoardDatabase.Asking asking, ReadHistory query) throws SQLException {
    Cursor cursor = Cursor.of("history", query.work());
    long behind = cursor.read(query.wanted().cursor()).map(EventReads::number).orElse(0L);
    int limit = query.wanted().limit();
    List<EventRows.Key> keys =
        asking.rows(
            HISTORY,
            select -> {
              select.setString(1, "work|" + query.work());
              select.setLong(2, behind);
              select.setInt(3, limit + 1);
            },
            row -> new EventRows.Key(row.getString("persistence_id"), row.getLong("sequence_number"), row.getLong("bytes")));
    if (keys.isEmpty() && query.wanted().cursor().isEmpty()) {
      return Optional.empty();
    }
    List<StoredEvent> events = read(asking, keys.subList(0, Math.min(limit, keys.size())));
    Optional<String> next =
        events.size() < keys.size() ? Optional.of(cursor.write(List.of(Long.toString(keys.get(events.size() - 1).sequence())))) : Optional.empty();
    return Optional.of(new Page<>(events, next));
  }

  Page<StoredEvent> audit(BoardDatabase.Asking asking, Audit query) throws SQLException {
    Cursor cursor = Cursor.of("audit", query.filter());
    Optional<AuditSearch.Place> start = cursor.read(query.wanted().cursor()).map(AuditSearch.Place::of);
    Found<AuditSearch.Place, AuditSearch.Row> found = new AuditSearch(asking, query.filter()).page(start, query.wanted().limit());
    List<StoredEvent> events = read(asking, found.rows().stream().map(AuditSearch.Row::key).toList());
    Optional<AuditSearch.Place> next =
        events.size() < found.rows().size() ? Optional.of(found.rows().get(events.size() - 1).place()) : found.next();
    return new Page<>(events, next.map(place -> cursor.write(place.key())));
  }

  /** As many of them as fit into an answer, the first ones; which ones is known before any payload is read. */
  private List<StoredEvent> read(BoardDatabase.Asking asking, List<EventRows.Key> keys) throws SQLException {
    PageRoom before = new PageRoom(pageBytes);
    List<EventRows.Key> fitting = new ArrayList<>();
    for (EventRows.Key key : keys) {
      if (!before.take(name(key), key.bytes())) {
        break;
      }
      fitting.add(key);
    }
    PageRoom room = new PageRoom(pageBytes);
    List<StoredEvent> events = new ArrayList<>();
    for (StoredEvent event : EventRows.read(asking, fitting)) {
      if (!room.take(event.action() + " of " + event.entityId(), Sizes.of(event))) {
        break;
      }
      events.add(event);
    }
    return events;
  }

  private static String name(EventRows.Key key) {
    return "event " + key.sequence() + " of " + key.persistenceId();
  }

  private static long number(List<String> key) {
    try {
      return Long.parseLong(key.get(0));
    } catch (NumberFormatException notOurs) {
      throw new CursorRefused();
    }
  }
}
