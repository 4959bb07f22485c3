package dev.troupe.node.feed;

import dev.troupe.node.feed.Origins.Origin;
import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery.FeedEvent;
import dev.troupe.protocol.FeedQuery.FeedReply.Page;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads the journal's table for the feed. Blocks. */
final class FeedReader {
  private static final String SETTLED = "event_journal.txid < pg_snapshot_xmin(pg_current_snapshot())";

  /** As the board's: only transactions below every one in progress (V1__journal.sql). */
  static final String AFTER =
      """
      SELECT txid::text AS transaction, ordering, persistence_id, sequence_number, action, at, agent_id, actor, trace_id, event_payload
      FROM event_journal WHERE (txid, ordering) > (?::xid8, ?) AND %s
      ORDER BY txid, ordering LIMIT ?
      """
          .formatted(SETTLED);

  static final String END =
      "SELECT txid::text AS transaction, ordering FROM event_journal WHERE %s ORDER BY txid DESC, ordering DESC LIMIT 1".formatted(SETTLED);

  static final String STANDING =
      """
      SELECT
        EXISTS (SELECT FROM event_journal WHERE txid = ?::xid8 AND ordering = ? AND %1$s) AS known,
        (SELECT at FROM event_journal WHERE (txid, ordering) > (?::xid8, ?) AND %1$s ORDER BY txid, ordering LIMIT 1) AS missed_at,
        (SELECT ordering FROM event_journal WHERE %1$s ORDER BY txid DESC, ordering DESC LIMIT 1) AS end_ordering
      """
          .formatted(SETTLED);

  /** Rows fetched at once, so that a page that ends by its bytes has not read far beyond. */
  private static final int FETCH_SIZE = 64;

  private final DataSource dataSource;
  private final Origins origins;
  private final int pageBytes;
  private final int maxDataBytes;

  FeedReader(DataSource dataSource, FeedSettings settings) {
    this.dataSource = dataSource;
    this.origins = new Origins(settings.rememberedOrigins());
    this.pageBytes = settings.pageBytes();
    this.maxDataBytes = settings.maxDataBytes();
  }

  /** The position of the newest settled event; {@link EventPosition#START} when there is none. */
  EventPosition end() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(END);
        ResultSet row = select.executeQuery()) {
      return row.next() ? position(row) : EventPosition.START;
    }
  }

  /** How a position stands to the journal, to be judged by {@link Standing#reset}. */
  Standing standing(EventPosition position) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(STANDING)) {
      bind(select, 1, position);
      bind(select, 3, position);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        boolean known = position.equals(EventPosition.START) || row.getBoolean("known");
        Optional<Instant> missedAt = Optional.ofNullable(row.getObject("missed_at", OffsetDateTime.class)).map(OffsetDateTime::toInstant);
        return new Standing(known, missedAt, Math.max(0, row.getLong("end_ordering") - position.ordering()));
      }
    }
  }

  /** The next settled events of items and agents, at most {@code limit} and what fits in a page; at least one if there is any. */
  Page after(EventPosition position, int limit) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      // Only within a transaction does the driver fetch by parts. It writes nothing, so it holds no reader back.
      connection.setAutoCommit(false);
      try {
        return after(connection, position, limit);
      } finally {
        connection.rollback();
      }
    }
  }

  private Page after(Connection connection, EventPosition position, int limit) throws SQLException {
    List<FeedRow> rows = new ArrayList<>();
    EventPosition upTo = position;
    try (PreparedStatement select = connection.prepareStatement(AFTER)) {
      bind(select, 1, position);
      select.setInt(3, limit);
      select.setFetchSize(Math.min(FETCH_SIZE, limit));
      int bytes = 0;
      try (ResultSet row = select.executeQuery()) {
        while (bytes < pageBytes && row.next()) {
          Optional<FeedRow> event = event(row);
          bytes += event.map(each -> FeedPages.sizeOf(each.data().bytes(maxDataBytes))).orElse(0);
          if (bytes > pageBytes && !rows.isEmpty()) {
            break;
          }
          upTo = position(row);
          event.ifPresent(rows::add);
        }
      }
    }
    List<FeedEvent> events = new ArrayList<>(rows.size());
    for (Map.Entry<FeedRow, Origin> each : origins.of(connection, rows).entrySet()) {
      events.add(event(each.getKey(), each.getValue()));
    }
    return new Page(events, upTo);
  }

  /** Other kinds of entities, such as keys, are nobody's business here. */
  private static Optional<FeedRow> event(ResultSet row) throws SQLException {
    String persistenceId = row.getString("persistence_id");
    if (!persistenceId.startsWith("work|") && !persistenceId.startsWith("agent|")) {
      return Optional.empty();
    }
    return Optional.of(
        new FeedRow(
            position(row),
            persistenceId,
            row.getLong("sequence_number"),
            row.getString("action"),
            row.getObject("at", OffsetDateTime.class).toInstant(),
            Optional.ofNullable(row.getString("agent_id")),
            Optional.ofNullable(row.getString("actor")),
            Optional.ofNullable(row.getString("trace_id")),
            EventData.of(row.getBytes("event_payload"))));
  }

  private FeedEvent event(FeedRow row, Origin origin) {
    return new FeedEvent(
        row.position(), row.kind(), row.entityId(), row.version(), row.action(), row.at(), origin.team(), origin.workType(), row.agentId(),
        row.actor(), row.traceId(), row.data().bytes(maxDataBytes));
  }

  private static EventPosition position(ResultSet row) throws SQLException {
    return new EventPosition(Long.parseLong(row.getString("transaction")), row.getLong("ordering"));
  }

  private static void bind(PreparedStatement select, int index, EventPosition position) throws SQLException {
    select.setObject(index, Long.toString(position.txid()), Types.OTHER);
    select.setLong(index + 1, position.ordering());
  }
}
