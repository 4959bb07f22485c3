package dev.troupe.node.board;

import dev.troupe.protocol.AuditFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the events an audit is about, the newest first; which index is read follows from the filters alone. */
final class AuditSearch extends BoundedSearch<AuditSearch.Place, AuditSearch.Row> {
  /** Left out of the index by action (V3__audit.sql), because reading down from the newest event finds them soon. */
  static final Set<String> FREQUENT = Set.of("work.added", "work.claimed", "work.progressed", "work.completed");

  private static final Place NEWEST = new Place(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  private static final String FIND =
      """
      SELECT txid::text AS transaction, ordering, persistence_id, sequence_number, octet_length(event_payload) AS bytes
      FROM (
        SELECT txid, ordering, persistence_id, sequence_number, event_payload, action, agent_id, actor, at
        FROM event_journal WHERE %s ORDER BY %s LIMIT %d) entry
      WHERE %s
      ORDER BY %s LIMIT ?
      """;

  /** Asks for nothing but what stands in the index, so that no event is looked at. */
  private static final String EDGE = "SELECT %s FROM event_journal WHERE %s ORDER BY %s OFFSET %d LIMIT 1";

  private static final String EDGE_OF_ALL = "txid::text AS transaction, ordering, 0 AS sequence_number";
  private static final String EDGE_OF_ONE_ITEM = "'0' AS transaction, 0 AS ordering, sequence_number";

  private final BoardDatabase.Asking asking;
  private final AuditFilter filter;
  private final long fromTransaction;
  private final long toTransaction;

  AuditSearch(BoardDatabase.Asking asking, AuditFilter filter) throws SQLException {
    super(System::nanoTime);
    this.asking = asking;
    this.filter = filter;
    AuditClock clock = new AuditClock(asking);
    this.fromTransaction = filter.from().isPresent() ? clock.notBefore(filter.from().get()) : 0;
    this.toTransaction = filter.to().isPresent() ? clock.before(filter.to().get()) : Long.MAX_VALUE;
  }

  /** An event's place in the journal, and in the history of its entity. Of an edge, only that which the index is ordered by; the other is 0. */
  record Place(long txid, long ordering, long sequence) {
    static Place of(List<String> key) {
      if (key.size() != 3) {
        throw new CursorRefused();
      }
      try {
        return new Place(Long.parseUnsignedLong(key.get(0)), Long.parseLong(key.get(1)), Long.parseLong(key.get(2)));
      } catch (NumberFormatException notOurs) {
        throw new CursorRefused();
      }
    }

    List<String> key() {
      return List.of(Long.toString(txid), Long.toString(ordering), Long.toString(sequence));
    }
  }

  record Row(Place place, EventRows.Key key) {}

  @Override
  List<Row> find(Optional<Place> behind, int entryCount, int limit) throws SQLException {
    Bindings entries = entries(behind.orElse(NEWEST));
    Bindings events = events();
    String sql = FIND.formatted(entries.sql(), direction(), entryCount, events.sql(), direction());
    return asking.rows(sql, Bindings.inOrder(entries, events, limit), AuditSearch::row);
  }

  @Override
  Optional<Place> edge(Optional<Place> behind, int entryCount) throws SQLException {
    Bindings entries = entries(behind.orElse(NEWEST));
    String wanted = filter.work().isPresent() ? EDGE_OF_ONE_ITEM : EDGE_OF_ALL;
    String sql = EDGE.formatted(wanted, entries.sql(), direction(), entryCount - 1);
    return asking.rows(sql, Bindings.inOrder(entries, new Bindings()), AuditSearch::place).stream().findFirst();
  }

  @Override
  Place place(Row row) {
    return row.place();
  }

  /** An entity's events lie in the order of their numbers, which is also that of their positions (V1__journal.sql). */
  private String direction() {
    return filter.work().isPresent() ? "sequence_number DESC" : "txid DESC, ordering DESC";
  }

  /** What the index itself is asked for. A rare action stands in the text, because the planner must see that the partial index has it. */
  private Bindings entries(Place behind) {
    Bindings entries = new Bindings();
    if (filter.work().isPresent()) {
      return entries.and("persistence_id = ? AND sequence_number < ?", "work|" + filter.work().get(), behind.sequence());
    }
    Optional<String> rare = filter.action().filter(action -> !FREQUENT.contains(action));
    if (filter.agent().isPresent()) {
      entries.and("agent_id = ?", filter.agent().get().value());
    } else if (rare.isPresent()) {
      entries.and("action = '" + rare.get() + "'");
    } else if (filter.actor().isPresent()) {
      entries.and("actor = ?", filter.actor().get());
    }
    // One upper bound, the lower of both: given two, PostgreSQL begins at whichever it likes, and may walk down millions of entries to the other.
    boolean isBelow = toTransaction < behind.txid();
    entries.and(
        "(txid, ordering) < (?::xid8, ?)", Long.toString(isBelow ? toTransaction : behind.txid()), isBelow ? Long.MIN_VALUE : behind.ordering());
    return fromTransaction > 0 ? entries.and("txid >= ?::xid8", Long.toString(fromTransaction)) : entries;
  }

  private Bindings events() {
    Bindings events = new Bindings();
    filter.agent().ifPresent(agent -> events.and("agent_id = ?", agent.value()));
    filter.actor().ifPresent(actor -> events.and("actor = ?", actor));
    filter.action().ifPresent(action -> events.and("action = ?", action));
    filter.from().ifPresent(from -> events.and("at >= ?", BoardQueries.utc(from)));
    filter.to().ifPresent(to -> events.and("at < ?", BoardQueries.utc(to)));
    return events;
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        place(row), new EventRows.Key(row.getString("persistence_id"), row.getLong("sequence_number"), row.getLong("bytes")));
  }

  private static Place place(ResultSet row) throws SQLException {
    return new Place(Long.parseLong(row.getString("transaction")), row.getLong("ordering"), row.getLong("sequence_number"));
  }
}
