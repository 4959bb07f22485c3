package dev.troupe.node.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * What an entity that comes into memory must know first: whether anything of it is stored. Asked together for all that come at one time, because most that
 * do are brand new, and then this is all there is to read.
 */
final class StoredEntities implements AutoCloseable {
  /** Connections it uses, at most. */
  static final int CONNECTIONS = 2;

  private static final int MOST = 500;
  private static final int ATTEMPTS = 3;

  private static final String HIGHEST =
      """
      SELECT wanted.id, (
        SELECT sequence_number FROM event_journal
        WHERE persistence_id = wanted.id ORDER BY sequence_number DESC LIMIT 1)
      FROM unnest(?) wanted (id)
      """;

  private static final String SNAPSHOTS =
      "SELECT wanted.id, 1 FROM unnest(?) wanted (id) WHERE EXISTS (SELECT FROM snapshot WHERE persistence_id = wanted.id)";

  private final DataSource database;
  private final ExecutorService threads;
  private final BatchedReads<String, Long> highest;
  private final BatchedReads<String, Long> snapshots;

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
    this.highest = new BatchedReads<>(CONNECTIONS, MOST, queueSize, ids -> ask(HIGHEST, ids));
    this.snapshots = new BatchedReads<>(CONNECTIONS, MOST, queueSize, ids -> ask(SNAPSHOTS, ids));
  }

  /** The number of its newest event, 0 if there is none. */
  CompletionStage<Long> highestSequenceNumber(String persistenceId) {
    return highest.read(persistenceId).thenApply(number -> number == null ? 0L : number);
  }

  CompletionStage<Boolean> hasSnapshot(String persistenceId) {
    return snapshots.read(persistenceId).thenApply(found -> found != null);
  }

  private CompletionStage<Map<String, Long>> ask(String sql, List<String> ids) {
    return CompletableFuture.supplyAsync(() -> select(sql, ids), threads);
  }

  /** A read may be repeated, and the pool notices only by use that a connection which was just used is lost. */
  private Map<String, Long> select(String sql, List<String> ids) {
    for (int attempt = 1; ; attempt++) {
      try {
        return selectOnce(sql, ids);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !connectionIsLost(e)) {
          throw new CompletionException(e);
        }
      }
    }
  }

  /** SQL states by class: 08 connection exception, 57P shut down or terminated by an operator. */
  private static boolean connectionIsLost(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return state.startsWith("08") || state.startsWith("57P");
  }

  private Map<String, Long> selectOnce(String sql, List<String> ids) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
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

  @Override
  public void close() {
    threads.shutdown();
  }
}
