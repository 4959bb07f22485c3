package dev.troupe.node.board;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What PostgreSQL is going to do with the statements of a question, with the very values they are sent with. */
final class Plans {
  private Plans() {}

  /** The plans of every statement a question sends, in a row. */
  static String of(WrittenJournal journal, BoardDatabase.Question<?> question) throws SQLException {
    List<String> plans = new ArrayList<>();
    try (Connection real = journal.database.connect()) {
      Connection explaining =
          proxy(
              Connection.class,
              (method, arguments) -> {
                if (method.equals("prepareStatement")) {
                  return new Explaining(real, (String) arguments[0], plans).statement();
                }
                return null;
              },
              real);
      DataSource one = proxy(DataSource.class, (method, arguments) -> explaining, null);
      Awaiting.answer(BoardDatabase.ofReads(one, Runnable::run, 10, Duration.ofSeconds(30)).ask(question));
    }
    return String.join("\n", plans);
  }

  static String explain(WrittenJournal journal, String sql, String... values) throws SQLException {
    String question = sql;
    for (String value : values) {
      question = question.replaceFirst("\\?", value);
    }
    try (Connection connection = journal.database.connect(); Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(BoardDatabase.INDEXES_IN_ORDER);
      return text(statement.executeQuery("EXPLAIN " + question));
    }
  }

  private static String text(ResultSet rows) throws SQLException {
    List<String> lines = new ArrayList<>();
    while (rows.next()) {
      lines.add(rows.getString(1));
    }
    return String.join("\n", lines);
  }

  /** A statement that is explained with its values when it is run. */
  private record Explaining(Connection connection, String sql, List<String> plans) {
    PreparedStatement statement() throws SQLException {
      PreparedStatement run = connection.prepareStatement(sql);
      PreparedStatement explain = connection.prepareStatement("EXPLAIN " + sql);
      return proxy(
          PreparedStatement.class,
          (method, arguments) -> {
            if (method.equals("executeQuery")) {
              plans.add(text(explain.executeQuery()));
            } else if (method.startsWith("set") && !method.equals("setQueryTimeout")) {
              call(PreparedStatement.class, explain, method, arguments);
            } else if (method.equals("close")) {
              explain.close();
            }
            return null;
          },
          run);
    }
  }

  private interface Aside {
    /** @return what to answer; null to go on with the real thing */
    Object on(String method, Object[] arguments) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Aside aside, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            Plans.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Object instead = method.getName().equals("close") && type == Connection.class ? null : aside.on(method.getName(), arguments);
              if (instead != null) {
                return instead;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private static void call(Class<?> type, Object target, String name, Object[] arguments) throws Exception {
    for (var method : type.getMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == arguments.length && fits(method.getParameterTypes(), arguments)) {
        method.invoke(target, arguments);
        return;
      }
    }
    throw new NoSuchMethodException(name);
  }

  private static boolean fits(Class<?>[] types, Object[] arguments) {
    for (int i = 0; i < types.length; i++) {
      boolean number = types[i].isPrimitive() && arguments[i] instanceof Number value && value.getClass().getSimpleName().toLowerCase().startsWith(types[i].getName());
      if (!number && !types[i].isInstance(arguments[i])) {
        return false;
      }
    }
    return true;
  }
}
