package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SchemaTest {
  @RepeatedTest(5)
  void migratesOnceWhenSeveralNodesStartTogether() throws Exception {
    TestPostgres.Database database = TestPostgres.newDatabase();
    int nodes = 4;
    CyclicBarrier start = new CyclicBarrier(nodes);
    ExecutorService threads = Executors.newFixedThreadPool(nodes);
    try {
      Callable<Integer> node = () -> {
        start.await();
        return Schema.migrate(database.url(), database.user(), database.password());
      };
      List<Integer> applied = new ArrayList<>();
      for (Future<Integer> future : threads.invokeAll(List.of(node, node, node, node))) {
        applied.add(future.get());
      }
      // Flyway holds its lock for one migration at a time, so the nodes may share them out; none may be applied twice.
      assertThat(applied.stream().mapToInt(Integer::intValue).sum()).isEqualTo(migrations(database));
      assertThat(Schema.migrate(database.url(), database.user(), database.password())).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  /** A node killed between a migration and its entry in the history would leave a schema that no node can migrate. */
  @Test
  void appliesAMigrationAndItsEntryTogetherOrNot() throws Exception {
    TestPostgres.Database database = TestPostgres.newDatabase();
    Flyway.configure().dataSource(database.url(), database.user(), database.password()).locations("classpath:db/migration").target("1").load().migrate();
    try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute("create function refuse() returns trigger language plpgsql as $$ begin raise exception 'the node dies here'; end $$");
      statement.execute("create trigger refuse before insert on flyway_schema_history for each row execute function refuse()");
      assertThatThrownBy(() -> Schema.migrate(database.url(), database.user(), database.password())).hasStackTraceContaining("the node dies here");
      statement.execute("drop trigger refuse on flyway_schema_history");
    }
    assertThat(Schema.migrate(database.url(), database.user(), database.password())).isPositive();
  }

  /** How many scripts the classpath holds, each of which the history must name once. */
  private static int migrations(TestPostgres.Database database) throws Exception {
    List<String> versions = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
        ResultSet rows = connection.createStatement()
            .executeQuery("select version from flyway_schema_history where success order by installed_rank")) {
      while (rows.next()) {
        versions.add(rows.getString(1));
      }
    }
    assertThat(versions).isNotEmpty().doesNotHaveDuplicates();
    return versions.size();
  }
}
