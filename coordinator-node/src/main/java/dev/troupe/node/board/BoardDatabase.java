package dev.troupe.node.board;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Runs questions on threads that may block: so many at most, each for so long at most. */
final class BoardDatabase {
  /**
   * A page is the first few entries of an index read in its order. The planner cannot know how soon it is full, and would at times rather
   * collect and sort all that fits; so it is told what cannot be: nothing but indexes, in their order.
   */
  static final String INDEXES_IN_ORDER =
      """
      SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
      SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off
      """;

  private final DataSource dataSource;
  private final Executor blocking;
  private final int maxQueries;
  private final int timeoutSeconds;
  private final Optional<String> footing;
  private final AtomicInteger inProgress = new AtomicInteger();

  BoardDatabase(DataSource dataSource, Executor blocking, BoardSettings settings) {
    this(dataSource, blocking, settings.maxQueries(), settings.queryTimeout(), Optional.empty());
  }

  /** One that answers each question out of one snapshot, by {@link #INDEXES_IN_ORDER}. */
  static BoardDatabase ofReads(DataSource dataSource, Executor blocking, int maxQueries, Duration queryTimeout) {
    return new BoardDatabase(dataSource, blocking, maxQueries, queryTimeout, Optional.of(INDEXES_IN_ORDER));
  }

  private BoardDatabase(DataSource dataSource, Executor blocking, int maxQueries, Duration queryTimeout, Optional<String> footing) {
    this.dataSource = dataSource;
    this.blocking = blocking;
    this.maxQueries = maxQueries;
    this.timeoutSeconds = Math.toIntExact(queryTimeout.toSeconds());
    this.footing = footing;
  }

  interface Question<T> {
    T ask(Asking asking) throws SQLException;
  }

  interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** One connection, for the statements of one question. */
  final class Asking {
    private final Connection connection;

    private Asking(Connection connection) {
      this.connection = connection;
    }

    <T> List<T> rows(String sql, Binding binding, RowReader<T> reader) throws SQLException {
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        select.setQueryTimeout(timeoutSeconds);
        binding.bind(select);
        List<T> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found.add(reader.read(rows));
          }
        }
        return found;
      }
    }
  }

  /** Fails with {@link BoardOverloaded} at once when too many are in progress, with the SQLException when the database does. */
  <T> CompletionStage<T> ask(Question<T> question) {
    if (inProgress.incrementAndGet() > maxQueries) {
      inProgress.decrementAndGet();
      return CompletableFuture.failedFuture(new BoardOverloaded(maxQueries));
    }
    try {
      return CompletableFuture.supplyAsync(() -> run(question), blocking).whenComplete((answer, failure) -> inProgress.decrementAndGet());
    } catch (RuntimeException e) {
      inProgress.decrementAndGet();
      return CompletableFuture.failedFuture(e);
    }
  }

  private <T> T run(Question<T> question) {
    try (Connection connection = dataSource.getConnection()) {
      return footing.isPresent() ? inSnapshot(connection, footing.get(), question) : question.ask(new Asking(connection));
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private <T> T inSnapshot(Connection connection, String settings, Question<T> question) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(settings);
      return question.ask(new Asking(connection));
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
