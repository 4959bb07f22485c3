package dev.troupe.node.board;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Rows as one array per column, for {@code FROM unnest(…)}: one statement and one round trip, however many rows. Values go as text that
 * PostgreSQL reads as the array's type; null stays null.
 */
final class Columns {
  /** PostgreSQL flattens arrays of arrays, so a set of names goes as one text; a name holds no space. */
  static final String NAME_SEPARATOR = " ";

  private final Connection connection;
  private final PreparedStatement statement;
  private int index;

  Columns(Connection connection, PreparedStatement statement) {
    this.connection = connection;
    this.statement = statement;
  }

  <T> Columns add(String type, Collection<T> rows, Function<T, ?> value) throws SQLException {
    Object[] texts = rows.stream().map(value).map(Columns::text).toArray();
    statement.setArray(++index, connection.createArrayOf(type, texts));
    return this;
  }

  private static String text(Object value) {
    Object plain = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    if (plain instanceof Enum<?> name) {
      return lower(name);
    }
    return plain == null ? null : plain.toString();
  }

  static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> E upper(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
  }

  static String names(Set<String> names) {
    return String.join(NAME_SEPARATOR, names);
  }

  static Set<String> names(ResultSet row, String column) throws SQLException {
    return java.util.Collections.unmodifiableSet(new TreeSet<>(Arrays.asList((String[]) row.getArray(column).getArray())));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
  }
}
