package dev.troupe.node.journal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Set;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Opens connections, and while the database is away tries again and again instead of saying so at once. HikariCP doubles its own pause with every failure, up to 5 s
 * (PoolEntryCreator), and that long the database would be back and nobody there; with this, an outage of a minute counts as a few failures. Callers of the pool are
 * not held up: they have the pool's time limit.
 */
final class PatientDataSource implements DataSource {
  private static final Duration AGAIN = Duration.ofMillis(200);
  /** SQLSTATE classes and codes of PostgreSQL that pass by themselves: connection exceptions, starting up or shutting down, too many connections. */
  private static final Set<String> PASSING = Set.of("57P01", "57P02", "57P03", "53300");

  private final DataSource database;
  private final Duration patience;

  /** @param patience after which a failure is told; 0 or more */
  PatientDataSource(DataSource database, Duration patience) {
    this.database = database;
    this.patience = patience;
  }

  @Override
  public Connection getConnection() throws SQLException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return database.getConnection();
      } catch (SQLException failed) {
        if (!passes(failed) || System.nanoTime() - deadline > 0 || !paused()) {
          throw failed;
        }
      }
    }
  }

  private static boolean passes(SQLException failed) {
    String state = failed.getSQLState();
    return state != null && (state.startsWith("08") || PASSING.contains(state));
  }

  /** @return false when this thread is to end, as when the pool closes */
  private static boolean paused() {
    try {
      Thread.sleep(AGAIN.toMillis());
      return true;
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("The user is configured.");
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return database.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter writer) throws SQLException {
    database.setLogWriter(writer);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    database.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return database.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return database.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return database.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return database.isWrapperFor(type);
  }
}
