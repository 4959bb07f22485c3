package dev.troupe.node.board;

import akka.japi.function.Function;
import akka.projection.jdbc.JdbcSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** One transaction of the projection on a connection of the node's pool, and what is to be told once it is committed. */
public class BoardSession implements JdbcSession {
  /** All it does goes by keys. By itself the planner keeps plans without indexes that it made while the board was empty. */
  private static final String BY_INDEX = "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off";

  private final Connection connection;
  private final List<Runnable> afterCommit = new ArrayList<>();

  /** Takes a connection; {@link #close} gives it back. */
  BoardSession(DataSource dataSource) {
    try {
      connection = dataSource.getConnection();
    } catch (SQLException e) {
      throw new IllegalStateException("Expected a connection for the board, but there is none.", e);
    }
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(BY_INDEX);
    } catch (SQLException e) {
      close();
      throw new IllegalStateException("Expected a connection for the board, but it is broken.", e);
    }
  }

  @Override
  public <R> R withConnection(Function<Connection, R> use) throws Exception {
    return use.apply(connection);
  }

  Connection connection() {
    return connection;
  }

  /** Runs only if this transaction commits. Hints only: it is lost if the node dies in between. */
  void afterCommit(Runnable hint) {
    afterCommit.add(hint);
  }

  @Override
  public void commit() throws SQLException {
    connection.commit();
    afterCommit.forEach(Runnable::run);
    afterCommit.clear();
  }

  @Override
  public void rollback() throws SQLException {
    connection.rollback();
  }

  /** The pool sets what was changed on the connection back to its defaults. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("Expected to give a connection back, but it is broken.", e);
    }
  }
}
