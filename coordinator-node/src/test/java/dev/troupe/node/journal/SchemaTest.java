package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;

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
