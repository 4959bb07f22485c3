package dev.troupe.node.census;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.troupe.node.journal.Schema;
import dev.troupe.node.journal.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromiseCheckTest {
  private static final int ITEMS_A_ROUND = 2;
  private static final CensusSettings SETTINGS = new CensusSettings(Duration.ofSeconds(5), Duration.ofSeconds(5), 100, ITEMS_A_ROUND, 100);
  private static final String INSERT =
      """
      INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest, event_payload, at, action)
      SELECT ?, coalesce(max(sequence_number), 0) + 1, 'test', 0, '', convert_to('{"lease_token":' || ? || '}', 'UTF8'), now(), ?
      FROM event_journal WHERE persistence_id = ?
      """;

  private final PromiseCheck check = new PromiseCheck(SETTINGS);
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    TestPostgres.Database database = TestPostgres.newDatabase();
    Schema.migrate(database.url(), database.user(), database.password());
    connection = database.connect();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void looksAtTheNewestChangeFirst() throws SQLException {
    for (int i = 0; i < 20; i++) {
      write("work|old-" + i, "work.added", 0);
    }
    write("work|forged", "work.claimed", 7);
    write("work|forged", "work.claimed", 7);
    assertThat(check.round(connection).breaches())
        .extracting(Promises.Breach::item, Promises.Breach::promise)
        .containsExactlyInAnyOrder(
            tuple("work|forged", Promises.Promise.TWO_LIVE_LEASES), tuple("work|forged", Promises.Promise.TOKEN_NOT_LARGER));
  }

  @Test
  void looksAtEachChangeOnce() throws SQLException {
    int items = 5;
    for (int i = 0; i < items; i++) {
      write("work|" + i, "work.added", 0);
    }
    write("agent|ada", "agent.registered", 0);
    long events = 0;
    for (int left = items; left > 0; left -= ITEMS_A_ROUND) {
      events += check.round(connection).events();
    }
    assertThat(events).isEqualTo(items);
    assertThat(check.round(connection).events()).as("nothing changed").isZero();
    write("work|0", "work.claimed", 1);
    assertThat(check.round(connection).events()).as("its whole history").isEqualTo(2);
  }

  @Test
  void countsABreachOnce() throws SQLException {
    write("work|forged", "work.added", 0);
    write("work|forged", "work.progressed", 3);
    assertThat(check.round(connection).breaches()).extracting(Promises.Breach::promise).containsExactly(Promises.Promise.REPORT_WITHOUT_LEASE);
    write("work|forged", "work.claimed", 4);
    PromiseCheck.Round again = check.round(connection);
    assertThat(again.events()).isEqualTo(3);
    assertThat(again.breaches()).isEmpty();
  }

  @Test
  void tellsOfABreachThatWasFoundBeforeARoundFailed() throws SQLException {
    write("work|unreadable", "work.added", 0);
    write("work|forged", "work.progressed", 3);
    payload("work|unreadable", "{");
    assertThatThrownBy(() -> check.round(connection)).isInstanceOf(SQLException.class);
    payload("work|unreadable", "{}");
    assertThat(check.round(connection).breaches()).extracting(Promises.Breach::item).containsExactly("work|forged");
  }

  private void payload(String persistenceId, String json) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement("UPDATE event_journal SET event_payload = convert_to(?, 'UTF8') WHERE persistence_id = ?")) {
      update.setString(1, json);
      update.setString(2, persistenceId);
      update.executeUpdate();
    }
  }

  private void write(String persistenceId, String action, long token) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, persistenceId);
      insert.setLong(2, token);
      insert.setString(3, action);
      insert.setString(4, persistenceId);
      insert.executeUpdate();
    }
  }
}
