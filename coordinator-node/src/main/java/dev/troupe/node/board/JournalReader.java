package dev.troupe.node.board;

import akka.actor.typed.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import dev.troupe.node.journal.JournalFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Reads the journal's table in reading order, page by page. Blocks. */
final class JournalReader {
  /**
   * Only transactions below every one in progress: nothing can appear later in between (V1__journal.sql). The text has a name of its own,
   * because ORDER BY would take a column called txid from here, and sort as texts do.
   */
  static final String SETTLED_AFTER =
      """
      SELECT txid::text AS transaction, ordering, persistence_id, sequence_number, at, event_ser_id, event_ser_manifest, event_payload
      FROM event_journal
      WHERE (txid, ordering) > (?::xid8, ?) AND txid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY txid, ordering LIMIT ?
      """;

  private final DataSource dataSource;
  private final Serialization serialization;

  JournalReader(ActorSystem<?> system, DataSource dataSource) {
    this.dataSource = dataSource;
    this.serialization = SerializationExtension.get(system);
  }

  /** The next events after a position, at most {@code limit}; empty when nothing more is settled. */
  List<JournalRecord> settledAfter(JournalPosition position, int limit) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(SETTLED_AFTER)) {
      select.setObject(1, Long.toString(position.txid()), Types.OTHER);
      select.setLong(2, position.ordering());
      select.setInt(3, limit);
      List<JournalRecord> records = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        JournalPosition previous = position;
        while (rows.next()) {
          JournalRecord record = record(rows, previous);
          records.add(record);
          previous = record.position();
        }
      }
      return records;
    }
  }

  private JournalRecord record(ResultSet row, JournalPosition previous) throws SQLException {
    JournalPosition position = new JournalPosition(Long.parseLong(row.getString(1)), row.getLong(2));
    String persistenceId = row.getString(3);
    long number = row.getLong(4);
    JournalFacts event = event(row.getBytes(8), row.getInt(6), row.getString(7), persistenceId + " #" + number);
    return JournalRecord.of(position, previous, persistenceId, number, row.getObject(5, OffsetDateTime.class).toInstant(), event);
  }

  /** @throws IllegalStateException when this version cannot read the event: reading stops there, rather than leave it out */
  JournalFacts event(byte[] bytes, int serializer, String manifest, String where) {
    return (JournalFacts) stored(bytes, serializer, manifest, where);
  }

  /**
   * An event or a snapshot.
   *
   * @throws IllegalStateException when this version cannot read it
   */
  Object stored(byte[] bytes, int serializer, String manifest, String where) {
    try {
      return serialization.deserialize(bytes, serializer, manifest).get();
    } catch (RuntimeException e) {
      throw new IllegalStateException("Expected something this version can read at " + where + ", but it is " + manifest + ".", e);
    }
  }
}
