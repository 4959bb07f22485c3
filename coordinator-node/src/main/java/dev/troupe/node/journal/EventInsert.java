package dev.troupe.node.journal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The statement that writes events. A batch is one array per column, whatever its size: one statement to plan, one round trip, and, as the
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

  /** Leaves out, and does not tell of, what is there already: so entities that are added twice cost their neighbours nothing. */
  private static final String WHAT_IS_NEW = SQL + "ON CONFLICT (persistence_id, sequence_number) DO NOTHING RETURNING persistence_id, sequence_number";

  private static final String GIVEN_UP = "SELECT FROM cluster_downed WHERE node = ?";

  private EventInsert() {}

  /**
   * Stores all rows of all writes, or none. The connection must be in auto-commit.
   *
   * @param node that stores them, null for none in particular
   * @throws NodeGivenUp when others have given that node up; nothing is stored then
   */
  static void run(Connection connection, List<PendingWrite> writes, String node) throws SQLException {
    List<JournalRow> rows = rows(writes);
    try (PreparedStatement insert = bound(connection, SQL, rows, node)) {
      int stored = insert.executeUpdate();
      if (stored == 0 && node != null) {
        throw new NodeGivenUp(node);
      }
      if (stored != rows.size()) {
        throw new SQLException("Expected to store " + rows.size() + " events, but PostgreSQL stored " + stored + ".");
      }
    }
  }

  /**
   * Stores each write whose number is not taken. The connection must be in auto-commit.
   *
   * @param writes of one event each
   * @return those that are stored
   * @throws NodeGivenUp as above
   */
  static List<PendingWrite> runWhatIsNew(Connection connection, List<PendingWrite> writes, String node) throws SQLException {
    Set<Number> stored = new HashSet<>();
    try (PreparedStatement insert = bound(connection, WHAT_IS_NEW, rows(writes), node); ResultSet returned = insert.executeQuery()) {
      while (returned.next()) {
        stored.add(new Number(returned.getString(1), returned.getLong(2)));
      }
    }
    if (stored.isEmpty() && node != null && isGivenUp(connection, node)) {
      throw new NodeGivenUp(node);
    }
    // Of two that ask for one number in this batch, the first has it.
    return writes.stream().filter(write -> stored.remove(Number.of(write.rows().get(0)))).toList();
  }

  private record Number(String persistenceId, long sequenceNumber) {
    static Number of(JournalRow row) {
      return new Number(row.persistenceId(), row.sequenceNumber());
    }
  }

  private static boolean isGivenUp(Connection connection, String node) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(GIVEN_UP)) {
      select.setString(1, node);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static List<JournalRow> rows(List<PendingWrite> writes) {
    List<JournalRow> rows = new ArrayList<>();
    writes.forEach(write -> rows.addAll(write.rows()));
    return rows;
  }

  private static PreparedStatement bound(Connection connection, String sql, List<JournalRow> rows, String node) throws SQLException {
    PreparedStatement insert = connection.prepareStatement(sql);
    try {
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
      return insert;
    } catch (SQLException | RuntimeException failed) {
      insert.close();
      throw failed;
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
