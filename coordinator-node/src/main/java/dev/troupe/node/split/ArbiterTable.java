package dev.troupe.node.split;

import dev.troupe.node.journal.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * The lease and the list of nodes given up, as they stand in PostgreSQL (V9). Time is the database's, so no node's clock matters. Each call blocks, for at most a
 * few seconds, and has a connection of its own: none of the pool's may be free when the lease is needed most.
 */
final class ArbiterTable {
  private static final String PATIENCE_SECONDS = "2";

  /** One statement, so that of two nodes that come at once one finds the other's row. */
  private static final String ACQUIRE =
      "INSERT INTO cluster_lease AS lease (name, holder, expires_at)"
          + " SELECT ?, ?, clock_timestamp() + ? * interval '1 millisecond' WHERE NOT EXISTS (SELECT FROM cluster_downed WHERE node = ?)"
          + " ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, expires_at = EXCLUDED.expires_at"
          + " WHERE lease.holder = EXCLUDED.holder OR lease.expires_at < clock_timestamp()";

  private static final String STANDING =
      "SELECT holder || ' until ' || expires_at, EXISTS (SELECT FROM cluster_downed WHERE node = ?) FROM (SELECT) one LEFT JOIN cluster_lease ON name = ?";

  private static final String IS_GIVEN_UP = "SELECT EXISTS (SELECT FROM cluster_downed WHERE node = ?)";
  private static final String GIVE_UP = "INSERT INTO cluster_downed (node) VALUES (?) ON CONFLICT DO NOTHING";
  private static final String FORGET = "DELETE FROM cluster_downed WHERE downed_at < clock_timestamp() - interval '30 days'";

  private final String url;
  private final Properties properties = new Properties();

  ArbiterTable(DatabaseSettings database) {
    url = database.url();
    properties.put("user", database.user());
    properties.put("password", database.password());
    properties.put("ApplicationName", "troupe-arbiter");
    properties.put("connectTimeout", PATIENCE_SECONDS);
    properties.put("loginTimeout", PATIENCE_SECONDS);
    properties.put("socketTimeout", PATIENCE_SECONDS);
  }

  /**
   * What came of asking for the lease.
   *
   * @param held whether the asker has it now, for the length it named
   * @param givenUp whether the asker may never have it, since others gave it up
   * @param term the holder and the end of its term, which moves as long as the holder lives; empty when nobody holds it
   */
  record Answer(boolean held, boolean givenUp, Optional<String> term) {
    private static final Answer HELD = new Answer(true, false, Optional.empty());
  }

  /** Takes the lease if it is free, over or the asker's own; also what renews it. */
  Answer acquire(String name, String node, Duration length) throws SQLException {
    try (Connection connection = connect()) {
      try (PreparedStatement acquire = connection.prepareStatement(ACQUIRE)) {
        acquire.setString(1, name);
        acquire.setString(2, node);
        acquire.setLong(3, length.toMillis());
        acquire.setString(4, node);
        if (acquire.executeUpdate() == 1) {
          return Answer.HELD;
        }
      }
      return standing(connection, name, node);
    }
  }

  /** Frees the lease if that node holds it. */
  void release(String name, String node) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement release = connection.prepareStatement("DELETE FROM cluster_lease WHERE name = ? AND holder = ?")) {
      release.setString(1, name);
      release.setString(2, node);
      release.executeUpdate();
    }
  }

  /** From now on that node is refused the lease. Safe to repeat. Entries older than 30 days go, so that the list stays short. */
  void giveUp(String node) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement insert = connection.prepareStatement(GIVE_UP);
        PreparedStatement forget = connection.prepareStatement(FORGET)) {
      insert.setString(1, node);
      insert.executeUpdate();
      forget.executeUpdate();
    }
  }

  boolean isGivenUp(String node) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement look = connection.prepareStatement(IS_GIVEN_UP)) {
      look.setString(1, node);
      try (ResultSet row = look.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static Answer standing(Connection connection, String name, String node) throws SQLException {
    try (PreparedStatement look = connection.prepareStatement(STANDING)) {
      look.setString(1, node);
      look.setString(2, name);
      try (ResultSet row = look.executeQuery()) {
        row.next();
        return new Answer(false, row.getBoolean(2), Optional.ofNullable(row.getString(1)));
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, properties);
  }
}
