package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is asked every moment reads an index, not the history: 200,000 items, nearly all of them completed; 200,000 events. */
class QueryPlansTest {
  private static final WrittenJournal journal = new WrittenJournal();

  @BeforeAll
  static void fill() throws SQLException {
    journal.execute(
        """
        INSERT INTO work_board (work_id, work_type, title, priority, team, requires, created_at, status, open_dependencies, claimed_by,
          lease_token, lease_seconds, claimed_at, claimed_version, lease_expires_at, due_at, percent, attempt, burned, updated_at, version)
        SELECT 'w-' || n, 'code', 'Mend it', n % 4, 'team-' || n % 7, '{java}', now() - n * interval '1 second',
          CASE WHEN n % 40 = 0 THEN 'ready' WHEN n % 41 = 0 THEN 'claimed' WHEN n % 43 = 0 THEN 'scheduled' ELSE 'completed' END, 0,
          'agent-' || n % 100, 1, 60, now(), 2, CASE WHEN n % 41 = 0 THEN now() - n * interval '1 second' END,
          CASE WHEN n % 43 = 0 THEN now() - n * interval '1 second' END, 0, 1, 0, now(), 3
        FROM generate_series(1, 200000) n
        """);
    journal.execute(
        """
        INSERT INTO event_journal (txid, persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest, event_payload, at, action, agent_id, request_id)
        SELECT (3 + n / 100)::text::xid8, 'work|w-' || n / 4, n % 4, 'test', 1, '', '{}', now(),
          CASE n % 4 WHEN 1 THEN 'work.claimed' WHEN 3 THEN 'work.completed' ELSE 'work.progressed' END, 'agent-' || (n / 4) % 100, 'r-' || n
        FROM generate_series(1, 200000) n
        """);
    journal.execute(
        """
        INSERT INTO work_dependency SELECT 'd-' || n, 'w-' || n, CASE WHEN n % 100 = 0 THEN 'completed' END, now()
        FROM generate_series(1, 20000) n
        """);
    journal.execute("UPDATE board_position SET txid = '1900', ordering = 1");
    journal.execute("ANALYZE");
  }

  @AfterAll
  static void close() {
    journal.close();
  }

  @Test
  void readyWorkReadsItsIndexInOrder() throws SQLException {
    String firstPage = plan(BoardQueries.READY, "'team-3'", "-1::smallint", "'epoch'::timestamptz", "''", "500");
    assertThat(firstPage).contains("work_board_ready_idx").doesNotContain("Sort").doesNotContain("Seq Scan");
    String behind = plan(BoardQueries.READY, "'team-3'", "1::smallint", "now()", "'w-1'", "100");
    assertThat(behind).contains("work_board_ready_idx", "Index Cond").doesNotContain("Sort").doesNotContain("Seq Scan");
  }

  @Test
  void theSweepReadsItsIndexes() throws SQLException {
    assertThat(plan(BoardQueries.SCHEDULED_DUE, "now()", "500")).contains("work_board_scheduled_idx").doesNotContain("Sort");
    assertThat(plan(BoardQueries.LEASE_LAPSED, "now()", "now() - interval '1 day'", "'w-1'", "500"))
        .contains("work_board_lease_idx")
        .doesNotContain("Sort");
    assertThat(plan(BoardQueries.DEPENDENCY_ENDED, "now()", "500")).contains("work_dependency_ended_idx").doesNotContain("Seq Scan");
    assertThat(plan(BoardQueries.CLAIMED_PAGE, "'w-5'", "200")).contains("work_board_claimed_idx").doesNotContain("Sort");
  }

  @Test
  void theStreamReadsItsIndexInOrder() throws SQLException {
    assertThat(plan(JournalReader.SETTLED_AFTER, "'1500'", "7", "1000")).contains("event_journal_position_idx").doesNotContain("Sort");
  }

  @Test
  void theLagReadsOneEntryOfTheIndex() throws SQLException {
    assertThat(plan(SummaryQuery.OLDEST_AHEAD)).contains("event_journal_position_idx").doesNotContain("Seq Scan on event_journal");
  }

  @Test
  void recalledClaimsReadTheAgentsIndexAndPrimaryKeys() throws SQLException {
    assertThat(plan(ClaimRecall.OPEN, "'{agent-7,agent-8}'"))
        .contains("event_journal_agent_idx")
        .contains("work_board_holder_idx")
        .contains("event_journal_pkey")
        .doesNotContain("Seq Scan on event_journal")
        .doesNotContain("Seq Scan on work_board");
    assertThat(plan(ClaimRecall.OF_REQUEST, "'{agent-7,agent-8}'", "'{r-1,r-2}'"))
        .contains("event_journal_claim_request_idx")
        .contains("event_journal_pkey")
        .doesNotContain("Seq Scan");
  }

  private static String plan(String sql, String... values) throws SQLException {
    String question = sql;
    for (String value : values) {
      question = question.replaceFirst("\\?", value);
    }
    List<String> lines = new ArrayList<>();
    try (Connection connection = journal.database.connect();
        PreparedStatement explain = connection.prepareStatement("EXPLAIN " + question);
        ResultSet rows = explain.executeQuery()) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return String.join("\n", lines);
  }
}
