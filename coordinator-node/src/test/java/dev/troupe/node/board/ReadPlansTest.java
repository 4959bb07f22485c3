package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.protocol.AgentFilter;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.AuditFilter;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkFilter;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every combination of filters reads an index in its order: 60,000 items, 240,000 events, the plans are PostgreSQL's own. */
class ReadPlansTest {
  private static final WrittenJournal journal = new WrittenJournal();
  private static final Instant NOW = Instant.now();

  @BeforeAll
  static void fill() throws SQLException {
    journal.execute(
        """
        INSERT INTO work_board (work_id, work_type, title, priority, team, requires, created_at, status, open_dependencies, claimed_by,
          lease_token, lease_seconds, claimed_at, claimed_version, percent, attempt, burned, updated_at, version)
        SELECT 'w-' || n, 'type-' || n % 5, 'Mend it', n % 4, 'team-' || n % 7, '{java}', now() - n * interval '1 second',
          CASE WHEN n % 40 = 0 THEN 'ready' WHEN n % 41 = 0 THEN 'claimed' WHEN n % 43 = 0 THEN 'cancelled' ELSE 'completed' END, 0,
          CASE WHEN n % 40 <> 0 THEN 'agent-' || n % 100 END, 1, 60, now(), 2, 0, 1, 0, now(), 4
        FROM generate_series(1, 60000) n;
        INSERT INTO agent_board SELECT 'agent-' || n, 'team-' || n % 7, '{java}', 1, NULL, 'enrolled', false, now(), now(), 1
        FROM generate_series(1, 5000) n;
        INSERT INTO event_journal (txid, persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest, event_payload, at, action,
          agent_id, actor)
        SELECT (3 + n / 10)::text::xid8, 'work|w-' || n / 4, n % 4 + 1, 'test', 1, '', '{}', now() - (240000 - n) * interval '1 second',
          CASE WHEN n % 4 = 0 THEN 'work.added' WHEN n % 4 = 1 THEN 'work.claimed' WHEN n % 97 = 0 THEN 'work.failed'
          ELSE 'work.completed' END, 'agent-' || (n / 4) % 100, 'agent:agent-' || (n / 4) % 100
        FROM generate_series(0, 239999) n
        """);
    journal.execute("VACUUM ANALYZE");
  }

  @AfterAll
  static void close() {
    journal.close();
  }

  @Test
  void everyCombinationOfAnAuditsFiltersReadsAnIndexInOrder() throws SQLException {
    int combinations = 0;
    for (int mask = 0; mask < 64; mask++) {
      for (String action : List.of("work.claimed", "work.failed")) {
        AuditFilter filter =
            new AuditFilter(
                given(mask, 1, new WorkId("w-5000")), given(mask, 2, new AgentId("agent-7")), given(mask, 4, "agent:agent-7"),
                given(mask, 8, action), given(mask, 16, NOW.minusSeconds(90_000)), given(mask, 32, NOW.minusSeconds(50_000)));
        String plan = Plans.of(journal, asking -> new AuditSearch(asking, filter).page(Optional.empty(), 50));
        String index =
            filter.work().isPresent() ? "event_journal_pkey"
            : filter.agent().isPresent() ? "event_journal_agent_idx"
            : filter.action().equals(Optional.of("work.failed")) ? "event_journal_action_idx"
            : filter.actor().isPresent() ? "event_journal_actor_idx" : "event_journal_position_idx";
        assertThat(plan).as("%s", filter).contains(index).doesNotContain("Seq Scan").doesNotContain("Sort").doesNotContain("Bitmap");
        assertThat(plan).as("%s: a second upper bound lets the scan begin far above it", filter).doesNotContainPattern("ROW\\(txid, ordering\\) <.*\\(txid < ");
        combinations++;
      }
    }
    assertThat(combinations).isEqualTo(128);
  }

  @Test
  void everyCombinationOfAWorkListsFiltersReadsAnIndexInOrder() throws SQLException {
    for (int mask = 0; mask < 32; mask++) {
      for (WorkStatus status : WorkStatus.values()) {
        WorkFilter filter =
            new WorkFilter(
                given(mask, 1, status), given(mask, 2, new TeamId("team-3")), given(mask, 4, "type-2"), given(mask, 8, Priority.HIGH),
                given(mask, 16, new AgentId("agent-7")));
        String plan = Plans.of(journal, asking -> new WorkSearch(asking, filter).page(Optional.empty(), 50));
        boolean byStatus = filter.status().filter(any -> any != WorkStatus.COMPLETED).isPresent();
        String index =
            filter.agent().isPresent() ? "work_board_agent_idx"
            : byStatus ? "work_board_status_idx"
            : filter.team().isPresent() ? "work_card_team_idx" : filter.workType().isPresent() ? "work_card_type_idx" : "work_card_created_idx";
        assertThat(plan).as("%s", filter).contains(index).doesNotContain("Seq Scan").doesNotContain("Sort").doesNotContain("Bitmap");
        if (filter.agent().isEmpty()) {
          assertThat(plan).as("%s is compared in the index's entries", filter).contains("Index Only Scan Backward using " + index);
        }
      }
    }
  }

  @Test
  void everyCombinationOfAnAgentListsFiltersReadsAnIndexInOrder() throws SQLException {
    for (AgentStatus status : AgentStatus.values()) {
      if (status != AgentStatus.LATE) {
        AgentFilter filter = new AgentFilter(Optional.empty(), Optional.of(status));
        assertThat(Plans.of(journal, asking -> new AgentSearch(asking, filter).page(Optional.empty(), 50)))
            .contains("agent_board_pkey").doesNotContain("Seq Scan on agent_board").doesNotContain("Sort");
      }
    }
    AgentFilter team = new AgentFilter(Optional.of(new TeamId("team-3")), Optional.of(AgentStatus.IDLE));
    assertThat(Plans.of(journal, asking -> new AgentSearch(asking, team).page(Optional.empty(), 50)))
        .contains("agent_board_team_idx").doesNotContain("Sort");
  }

  @Test
  void aPageIsReadByPrimaryKeys() throws SQLException {
    assertThat(Plans.of(journal, asking -> EventRows.read(asking, List.of(new EventRows.Key("work|w-9", 1, 2), new EventRows.Key("work|w-9", 2, 2)))))
        .contains("event_journal_pkey").doesNotContain("Seq Scan");
    assertThat(Plans.explain(journal, StoredStates.EVENTS, "'{work|w-9,work|w-10}'", "'{0,0}'", "'{4,4}'"))
        .contains("event_journal_pkey").doesNotContain("Seq Scan");
    assertThat(Plans.explain(journal, StoredStates.SNAPSHOT_BEFORE, "'work|w-9'", "now()")).contains("snapshot_pkey").contains("event_journal_pkey");
    assertThat(Plans.explain(journal, EventReads.HISTORY, "'work|w-9'", "0", "50")).contains("event_journal_pkey").doesNotContain("Sort");
    assertThat(Plans.explain(journal, AuditClock.FIRST_FROM, "'1500'")).contains("event_journal_position_idx").doesNotContain("Sort");
  }

  private static <T> Optional<T> given(int mask, int bit, T value) {
    return (mask & bit) != 0 ? Optional.of(value) : Optional.empty();
  }
}
