package dev.troupe.node.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.node.journal.DatabaseSettings;
import dev.troupe.node.journal.Schema;
import dev.troupe.node.journal.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArbiterTableTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String LEASE = "split-brain";

  private TestPostgres.Database database;
  private ArbiterTable table;

  @BeforeEach
  void freshDatabase() {
    database = TestPostgres.newDatabase();
    Schema.migrate(database.url(), database.user(), database.password());
    table = new ArbiterTable(settings(database));
  }

  static DatabaseSettings settings(TestPostgres.Database database) {
    return new DatabaseSettings(database.url(), database.user(), database.password(), 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1));
  }

  @Test
  void goesToOneOfManyThatAskAtOnce() {
    for (int round = 0; round < 10; round++) {
      String lease = LEASE + round;
      List<CompletableFuture<Boolean>> asked =
          IntStream.range(0, 12).mapToObj(node -> CompletableFuture.supplyAsync(() -> acquires(lease, "node-" + node, LONG))).toList();
      assertThat(asked.stream().filter(CompletableFuture::join)).hasSize(1);
    }
  }

  @Test
  void isRenewedByItsHolderAndRefusedToOthers() throws SQLException {
    assertThat(table.acquire(LEASE, "a", LONG).held()).isTrue();
    Optional<String> firstTerm = table.acquire(LEASE, "b", LONG).term();
    assertThat(firstTerm).hasValueSatisfying(term -> assertThat(term).startsWith("a until "));
    assertThat(table.acquire(LEASE, "a", LONG).held()).isTrue();
    assertThat(table.acquire(LEASE, "b", LONG).term()).as("the term of a holder that lives moves").isPresent().isNotEqualTo(firstTerm);
  }

  @Test
  void goesToTheNextWhenItIsOverOrReleased() throws Exception {
    assertThat(table.acquire(LEASE, "a", LONG).held()).isTrue();
    table.release(LEASE, "b");
    assertThat(table.acquire(LEASE, "b", LONG).held()).as("only the holder releases").isFalse();
    table.release(LEASE, "a");
    assertThat(table.acquire(LEASE, "b", LONG).held()).isTrue();
    database.execute("UPDATE cluster_lease SET expires_at = clock_timestamp() - interval '1 millisecond'");
    assertThat(table.acquire(LEASE, "c", LONG).held()).isTrue();
    assertThat(table.acquire(LEASE, "b", LONG).held()).as("the former holder").isFalse();
  }

  @Test
  void isRefusedForEverToOneThatOthersGaveUp() throws Exception {
    assertThat(table.isGivenUp("a")).isFalse();
    table.giveUp("a");
    table.giveUp("a");
    assertThat(table.isGivenUp("a")).isTrue();
    assertThat(table.isGivenUp("a#next-life")).isFalse();
    ArbiterTable.Answer refused = table.acquire(LEASE, "a", LONG);
    assertThat(refused.held()).isFalse();
    assertThat(refused.givenUp()).isTrue();
    assertThat(refused.term()).as("nobody holds it").isEmpty();
    assertThat(table.acquire(LEASE, "a#next-life", LONG).held()).isTrue();
  }

  @Test
  void isNotRenewedForAHolderThatOthersGaveUp() throws Exception {
    assertThat(table.acquire(LEASE, "a", LONG).held()).isTrue();
    table.giveUp("a");
    assertThat(table.acquire(LEASE, "a", LONG).held()).isFalse();
  }

  @Test
  void forgetsAfterAMonth() throws Exception {
    table.giveUp("old");
    database.execute("UPDATE cluster_downed SET downed_at = clock_timestamp() - interval '31 days'");
    table.giveUp("new");
    assertThat(table.acquire(LEASE, "old", LONG).givenUp()).isFalse();
  }

  private boolean acquires(String lease, String node, Duration length) {
    try {
      return table.acquire(lease, node, length).held();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
