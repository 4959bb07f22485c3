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

  /** What docs/runbooks.md does to change the password: nodes of the old login and of the new one work side by side, an update of the schema included. */
  @Test
  void belongsToOneRoleWhicheverOfItsLoginsMigrates() throws Exception {
    TestPostgres.Database server = TestPostgres.newDatabase();
    String name = server.url().substring(server.url().lastIndexOf('/') + 1);
    server.execute("create role keeper login; alter database " + name + " owner to keeper");
    try {
      Flyway.configure().dataSource(server.url(), "keeper", "").locations("classpath:db/migration").target("1").load().migrate();
      try (Connection old = DriverManager.getConnection(server.url(), "keeper", "")) {
        server.execute("create role keeper_2 login in role keeper; alter role keeper_2 set role to keeper");
        assertThat(Schema.migrate(server.url(), "keeper_2", "")).isPositive();
        server.execute("alter role keeper nologin");
        assertThatThrownBy(() -> DriverManager.getConnection(server.url(), "keeper", "")).hasMessageContaining("not permitted to log in");
        try (Connection next = DriverManager.getConnection(server.url(), "keeper_2", "")) {
          for (Connection connection : List.of(old, next)) {
            try (Statement statement = connection.createStatement()) {
              statement.execute("delete from event_journal; delete from work_board; delete from flyway_schema_history where false");
            }
          }
          try (ResultSet owners = next.createStatement().executeQuery("select distinct tableowner from pg_tables where schemaname = 'public'")) {
            assertThat(owners.next()).isTrue();
            assertThat(owners.getString(1)).isEqualTo("keeper");
            assertThat(owners.next()).as("a second owner").isFalse();
          }
        }
      }
    } finally {
      server.execute("drop role if exists keeper_2; drop owned by keeper; alter database " + name + " owner to troupe; drop role keeper");
    }
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
