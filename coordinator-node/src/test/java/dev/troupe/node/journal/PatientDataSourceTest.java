package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PatientDataSourceTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Connection CONNECTION = proxy(Connection.class, List.of());

  @Test
  void triesAgainWhileTheDatabaseIsAway() throws SQLException {
    DataSource away = proxy(DataSource.class, List.of("08001", "57P03", "53300"));
    assertThat(new PatientDataSource(away, LONG).getConnection()).isSameAs(CONNECTION);
  }

  @Test
  void tellsAtOnceWhatDoesNotPass() {
    DataSource wrongPassword = proxy(DataSource.class, List.of("28P01"));
    assertThatThrownBy(() -> new PatientDataSource(wrongPassword, LONG).getConnection()).hasMessage("28P01");
  }

  @Test
  void tellsInTheEnd() {
    DataSource away = proxy(DataSource.class, List.of("08001", "08006"));
    assertThatThrownBy(() -> new PatientDataSource(away, Duration.ZERO).getConnection()).hasMessage("08001");
  }

  @Test
  void endsWithItsThread() {
    DataSource away = proxy(DataSource.class, List.of("08001", "08001"));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> new PatientDataSource(away, LONG).getConnection()).hasMessage("08001");
    assertThat(Thread.interrupted()).isTrue();
  }

  /** Fails with these states, one after another, and then gives the connection. */
  private static <T> T proxy(Class<T> type, List<String> states) {
    Queue<String> failures = new ArrayDeque<>(states);
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (!method.getName().equals("getConnection")) {
                return method.getName().equals("equals") ? self == arguments[0] : method.getName();
              }
              if (!failures.isEmpty()) {
                String state = failures.remove();
                throw new SQLException(state, state);
              }
              return CONNECTION;
            }));
  }
}
