package dev.troupe.node.journal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The one statement that writes events. A batch is one array per column, whatever its size: one statement to plan, one round trip, and, as the
 * connection commits by itself, one transaction.
 */
final class EventInsert {
  private static final String SQL =
      """
      INSERT INTO event_journal (
       persistence_id, sequence_number, deleted, writer, write_timestamp, adapter_manifest,
       event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload,
       at, action, agent_id, actor, request_id, trace_id)
      SELECT
       persistence_id, sequence_number, deleted, writer, write_timestamp, adapter_manifest,
       event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload,
       timestamptz 'epoch' + at_micros * interval '1 microsecond', action, agent_id, actor, request_id, trace_id
      FROM unnest(
       ?::text[], ?::bigint[], ?::boolean[], ?::text[], ?::bigint[], ?::text[],
       ?::integer[], ?::text[], ?::bytea[], ?::integer[], ?::text[], ?::bytea[],
       ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
      AS event (
       persistence_id, sequence_number, deleted, writer, write_timestamp, adapter_manifest,
       event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload,
       at_micros, action, agent_id, actor, request_id, trace_id)
      WHERE NOT EXISTS (SELECT FROM cluster_downed WHERE node = ?)
      """;

  private EventInsert() {}

  /**
   * Stores all rows of all writes, or none. The connection must be in auto-commit.
   *
   * @param node that stores them, null for none in particular
   * @throws NodeGivenUp when others have given that node up; nothing is stored then
   */
  static void run(Connection connection, List<PendingWrite> writes, String node) throws SQLException {
    List<JournalRow> rows = new ArrayList<>();
    writes.forEach(write -> rows.addAll(write.rows()));
    try (PreparedStatement insert = connection.prepareStatement(SQL)) {
      Columns columns = new Columns(connection, insert, rows);
      columns.add("text", String.class, JournalRow::persistenceId);
      columns.add("int8", Long.class, JournalRow::sequenceNumber);
      columns.add("bool", Boolean.class, JournalRow::deleted);
      columns.add("text", String.class, JournalRow::writer);
      columns.add("int8", Long.class, JournalRow::writeTimestampMillis);
      columns.add("text", String.class, JournalRow::adapterManifest);
      columns.add("int4", Integer.class, row -> row.payload().serializerId());
      columns.add("text", String.class, row -> row.payload().manifest());
      columns.add("bytea", byte[].class, row -> row.payload().bytes());
      columns.add("int4", Integer.class, row -> row.meta() == null ? null : row.meta().serializerId());
      columns.add("text", String.class, row -> row.meta() == null ? null : row.meta().manifest());
      columns.add("bytea", byte[].class, row -> row.meta() == null ? null : row.meta().bytes());
      columns.add("int8", Long.class, JournalRow::atMicros);
      columns.add("text", String.class, JournalRow::action);
      columns.add("text", String.class, JournalRow::agentId);
      columns.add("text", String.class, JournalRow::actor);
      columns.add("text", String.class, JournalRow::requestId);
      columns.add("text", String.class, JournalRow::traceId);
      insert.setString(columns.next(), node);
      int stored = insert.executeUpdate();
      if (stored == 0 && node != null) {
        throw new NodeGivenUp(node);
      }
      if (stored != rows.size()) {
        throw new SQLException("Expected to store " + rows.size() + " events, but PostgreSQL stored " + stored + ".");
      }
    }
  }

  private static final class Columns {
    private final Connection connection;
    private final PreparedStatement insert;
    private final List<JournalRow> rows;
    private int index;

    Columns(Connection connection, PreparedStatement insert, List<JournalRow> rows) {
      this.connection = connection;
      this.insert = insert;
      this.rows = rows;
    }

    int next() {
      return ++index;
    }

    <T> void add(String sqlType, Class<T> type, Function<JournalRow, T> value) throws SQLException {
      Object[] values = (Object[]) java.lang.reflect.Array.newInstance(type, rows.size());
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(rows.get(i));
      }
      Array array = connection.createArrayOf(sqlType, values);
      insert.setArray(next(), array);
    }
  }
}
