package dev.troupe.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How many rows the same PostgreSQL commits when nothing but JDBC stands before it: what the service can be compared with. */
public final class JdbcFloor {

  private static final String TABLE = "troupe_bench_floor";
  private static final byte[] EVENT = new byte[300];

  /** @param connections opens one more connection */
  public record Measure(Callable<Connection> connections, int seconds) {
  }

  private JdbcFloor() {
  }

  /** Rows per second with so many clients, each committing so many rows at a time. */
  public static double rowsPerSecond(Measure measure, int clients, int rowsPerCommit) throws SQLException, InterruptedException {
    try (Connection connection = open(measure); Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS " + TABLE);
      statement.execute("CREATE TABLE " + TABLE + " (ordering bigserial, persistence_id text, sequence_number bigint, payload bytea,"
        + " PRIMARY KEY (persistence_id, sequence_number))");
      long started = System.nanoTime();
      long rows = committed(measure, clients, rowsPerCommit, started + measure.seconds() * 1_000_000_000L);
      double seconds = (System.nanoTime() - started) / 1e9;
      statement.execute("DROP TABLE " + TABLE);
      return rows / seconds;
    }
  }

  private static long committed(Measure measure, int clients, int rowsPerCommit, long deadline) throws SQLException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<Long>> counts = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        String id = "bench-" + client;
        counts.add(threads.submit(() -> commitUntil(measure, id, rowsPerCommit, deadline)));
      }
      long rows = 0;
      for (Future<Long> count : counts) {
        rows += count.get();
      }
      return rows;
    } catch (ExecutionException failed) {
      throw new SQLException("The floor could not be measured: " + failed.getCause().getMessage(), failed.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static long commitUntil(Measure measure, String id, int rowsPerCommit, long deadline) throws SQLException {
    try (Connection connection = open(measure)) {
      connection.setAutoCommit(false);
      long rows = 0;
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + TABLE
        + " (persistence_id, sequence_number, payload) SELECT ?, number, ? FROM generate_series(?::bigint, ?::bigint) AS number")) {
        while (System.nanoTime() < deadline) {
          insert.setString(1, id);
          insert.setBytes(2, EVENT);
          insert.setLong(3, rows + 1);
          insert.setLong(4, rows + rowsPerCommit);
          insert.executeUpdate();
          connection.commit();
          rows += rowsPerCommit;
        }
      }
      return rows;
    }
  }

  private static Connection open(Measure measure) throws SQLException {
    try {
      return measure.connections().call();
    } catch (SQLException cause) {
      throw cause;
    } catch (Exception cause) {
      throw new SQLException("Could not connect: " + cause.getMessage(), cause);
    }
  }
}
