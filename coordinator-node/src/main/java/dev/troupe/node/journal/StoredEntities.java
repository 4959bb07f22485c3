package dev.troupe.node.journal;

import akka.persistence.jdbc.journal.dao.JournalTables.JournalAkkaSerializationRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import scala.Option;

/**
 * What an entity that comes into memory must know first: whether anything of it is stored, and then its events. Asked together for all that come at one
 * time, because most that do are brand new or have few events, and then this is all there is to read.
 */
final class StoredEntities implements AutoCloseable {
  /** Connections it uses, at most. */
  static final int CONNECTIONS = 2;

  /** Events of one entity that are read together with those of others, at most. */
  static final int FEW = 50;

  private static final int MOST_REPLAYS = 100;

  /** As many as may recover at once, and some. */
  private static final int RECOVERIES = 100;

  private static final int MOST = 500;
  private static final int ATTEMPTS = 3;

  private static final String NEWEST = "(SELECT sequence_number FROM event_journal WHERE persistence_id = wanted.id ORDER BY sequence_number DESC LIMIT 1)";

  private static final String HIGHEST = "SELECT wanted.id, " + NEWEST + " FROM unnest(?) wanted (id)";

  private static final String COLUMNS =
      "ordering, persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,"
          + " event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload";

  /** Most entities have no snapshot and few events, which are read along with the newest number: asking for these is what comes next. */
  private static final String BEGINNINGS =
      """
      SELECT wanted.id AS wanted, EXISTS (SELECT FROM snapshot WHERE persistence_id = wanted.id) AS has_snapshot, %s AS newest, event.*
      FROM unnest(?) wanted (id)
      LEFT JOIN LATERAL (
       SELECT %s FROM event_journal WHERE persistence_id = wanted.id AND NOT deleted ORDER BY sequence_number LIMIT 8) event ON TRUE
      """.formatted(NEWEST, COLUMNS);

  private static final String EVENTS =
      """
      SELECT event.* FROM unnest(?, ?, ?) wanted (id, first, last)
      CROSS JOIN LATERAL (
       SELECT %s FROM event_journal
       WHERE persistence_id = wanted.id AND sequence_number BETWEEN wanted.first AND wanted.last AND NOT deleted
       ORDER BY sequence_number LIMIT %d) event
      """.formatted(COLUMNS, FEW);

  /** A part of an entity's history, both ends included; at most {@link #FEW} events. */
  record Part(String persistenceId, long first, long last) {}

  /** What an entity's history begins with. */
  record Beginning(boolean hasSnapshot, long newest, List<JournalAkkaSerializationRow> events) {
    private static final long ASKED = -1;

    /** Being read; a write that ends meanwhile takes it away, and then what is read is not kept. */
    private static final Beginning UNDER_WAY = new Beginning(false, ASKED, List.of());

    Beginning asked() {
      return new Beginning(hasSnapshot, ASKED, events);
    }
  }

  private final DataSource database;
  private final ExecutorService threads;

  /**
   * Read along for recoveries on their way, by entity. What is stored never changes, so the events are as good as read later, as far as they go; the newest number is told once, and
   * forgotten when this node stores something more.
   */
  private final Map<String, Beginning> readAlong =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Beginning> eldest) {
          return size() > RECOVERIES;
        }
      };
  private final BatchedReads<String, Long> highest;
  private final BatchedReads<String, Beginning> beginnings;
  private final BatchedReads<Part, List<JournalAkkaSerializationRow>> events;

  StoredEntities(DataSource database, int queueSize) {
    AtomicInteger number = new AtomicInteger();
    this.database = database;
    this.threads =
        Executors.newFixedThreadPool(
            CONNECTIONS,
            work -> {
              Thread thread = new Thread(work, "troupe-journal-reader-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.highest = new BatchedReads<>(CONNECTIONS, MOST, queueSize, ids -> ask(connection -> highest(connection, ids)));
    this.beginnings = new BatchedReads<>(CONNECTIONS, MOST, queueSize, ids -> ask(connection -> beginnings(connection, ids)));
    this.events = new BatchedReads<>(CONNECTIONS, MOST_REPLAYS, queueSize, parts -> ask(connection -> events(connection, parts)));
  }

  /** The number of its newest event, 0 if there is none. */
  CompletionStage<Long> highestSequenceNumber(String persistenceId) {
    synchronized (readAlong) {
      Beginning known = readAlong.get(persistenceId);
      if (known != null && known.newest() != Beginning.ASKED) {
        readAlong.put(persistenceId, known.asked());
        return CompletableFuture.completedFuture(known.newest());
      }
    }
    return highest.read(persistenceId).thenApply(number -> number == null ? 0L : number);
  }

  /** To be called when a write of this node has ended, however it did, and before anyone is told: an entity that comes back at once must know of it. */
  void written(String persistenceId) {
    synchronized (readAlong) {
      readAlong.remove(persistenceId);
    }
  }

  /** What is stored now; for an entity that reads all of it by itself, and so leaves nothing read along. */
  CompletionStage<Beginning> beginning(String persistenceId) {
    return beginnings.read(persistenceId);
  }

  /** In the order of their numbers; at most {@link #FEW}. */
  CompletionStage<List<JournalAkkaSerializationRow>> read(Part part) {
    return events.read(part);
  }

  CompletionStage<Boolean> hasSnapshot(String persistenceId) {
    synchronized (readAlong) {
      readAlong.put(persistenceId, Beginning.UNDER_WAY);
    }
    return beginnings
        .read(persistenceId)
        .thenApply(
            beginning -> {
              if (!beginning.hasSnapshot()) {
                synchronized (readAlong) {
                  readAlong.replace(persistenceId, Beginning.UNDER_WAY, beginning);
                }
              }
              return beginning.hasSnapshot();
            });
  }

  /** In the order of their numbers; null when none is stored. */
  CompletionStage<List<JournalAkkaSerializationRow>> events(Part part) {
    Beginning known;
    synchronized (readAlong) {
      known = readAlong.remove(part.persistenceId());
    }
    return known != null && isAll(part, known.events()) ? CompletableFuture.completedFuture(within(part, known.events())) : events.read(part);
  }

  /** Whether these events, which have no hole but what was deleted, reach to the end of the part. */
  private static boolean isAll(Part part, List<JournalAkkaSerializationRow> events) {
    return !events.isEmpty() && events.get(0).sequenceNumber() <= part.first() && events.get(events.size() - 1).sequenceNumber() >= part.last();
  }

  private <K, V> CompletionStage<Map<K, V>> ask(Question<Map<K, V>> question) {
    return CompletableFuture.supplyAsync(() -> answer(question), threads);
  }

  private interface Question<V> {
    V ask(Connection connection) throws SQLException;
  }

  /** A read may be repeated, and the pool notices only by use that a connection which was just used is lost. */
  private <V> V answer(Question<V> question) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = database.getConnection()) {
        return question.ask(connection);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !connectionIsLost(e)) {
          throw new CompletionException(e);
        }
      }
    }
  }

  /** SQL states by class: 08 connection exception, 57P shut down or terminated by an operator. */
  static boolean connectionIsLost(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return state.startsWith("08") || state.startsWith("57P");
  }

  private static Map<String, Long> highest(Connection connection, List<String> ids) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(HIGHEST)) {
      select.setArray(1, connection.createArrayOf("text", ids.toArray()));
      Map<String, Long> found = new HashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getString(1), rows.getLong(2));
        }
      }
      return found;
    }
  }

  private static Map<Part, List<JournalAkkaSerializationRow>> events(Connection connection, List<Part> parts) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(EVENTS)) {
      select.setArray(1, connection.createArrayOf("text", parts.stream().map(Part::persistenceId).toArray()));
      select.setArray(2, connection.createArrayOf("int8", parts.stream().map(Part::first).toArray()));
      select.setArray(3, connection.createArrayOf("int8", parts.stream().map(Part::last).toArray()));
      Map<String, List<JournalAkkaSerializationRow>> byEntity = new HashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          JournalAkkaSerializationRow row = row(rows);
          byEntity.computeIfAbsent(row.persistenceId(), entity -> new ArrayList<>()).add(row);
        }
      }
      Map<Part, List<JournalAkkaSerializationRow>> found = new HashMap<>();
      for (Part part : parts) {
        found.put(part, within(part, byEntity.getOrDefault(part.persistenceId(), List.of())));
      }
      return found;
    }
  }

  private static Map<String, Beginning> beginnings(Connection connection, List<String> ids) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(BEGINNINGS)) {
      select.setArray(1, connection.createArrayOf("text", ids.toArray()));
      Map<String, Beginning> found = new HashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          boolean hasSnapshot = rows.getBoolean("has_snapshot");
          long newest = rows.getLong("newest");
          Beginning beginning = found.computeIfAbsent(rows.getString("wanted"), id -> new Beginning(hasSnapshot, newest, new ArrayList<>()));
          if (rows.getString("persistence_id") != null) {
            beginning.events().add(row(rows));
          }
        }
      }
      return found;
    }
  }

  /** Two parts of one entity may have been asked for at one time; each gets its own, in order and once. */
  private static List<JournalAkkaSerializationRow> within(Part part, List<JournalAkkaSerializationRow> rows) {
    TreeMap<Long, JournalAkkaSerializationRow> own = new TreeMap<>();
    for (JournalAkkaSerializationRow row : rows) {
      if (row.sequenceNumber() >= part.first() && row.sequenceNumber() <= part.last()) {
        own.put(row.sequenceNumber(), row);
      }
    }
    return List.copyOf(own.values());
  }

  private static JournalAkkaSerializationRow row(ResultSet row) throws SQLException {
    byte[] meta = row.getBytes("meta_payload");
    return new JournalAkkaSerializationRow(
        row.getLong("ordering"),
        false,
        row.getString("persistence_id"),
        row.getLong("sequence_number"),
        row.getString("writer"),
        row.getLong("write_timestamp"),
        row.getString("adapter_manifest"),
        row.getBytes("event_payload"),
        row.getInt("event_ser_id"),
        row.getString("event_ser_manifest"),
        Option.apply(meta),
        meta == null ? Option.empty() : Option.apply(row.getInt("meta_ser_id")),
        Option.apply(row.getString("meta_ser_manifest")));
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
