package dev.troupe.cli.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The catalogue's answers that backup and restore need; the store is the connection's current schema. */
final class Sql {

  private Sql() {
  }

  static List<String> tables(Connection connection) throws SQLException {
    return texts(connection, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename");
  }

  /** Those that COPY takes: not the generated ones. */
  static List<String> columns(Connection connection, String table) throws SQLException {
    return texts(connection, "SELECT attname FROM pg_attribute WHERE attrelid = " + literal(quoted(table)) + "::regclass AND attnum > 0"
      + " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum");
  }

  static List<Manifest.Sequence> sequences(Connection connection) throws SQLException {
    List<Manifest.Sequence> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1")) {
      while (rows.next()) {
        long last = rows.getLong(2);
        found.add(new Manifest.Sequence(rows.getString(1), rows.wasNull() ? null : last));
      }
    }
    return found;
  }

  static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  static String text(Connection connection, String query) throws SQLException {
    return texts(connection, query).get(0);
  }

  static List<String> texts(Connection connection, String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  static void execute(Connection connection, String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  static String copy(String table, List<String> columns) {
    return "COPY " + quoted(table) + " (" + String.join(", ", columns.stream().map(Sql::quoted).toList()) + ")";
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
