package dev.troupe.node.board;

import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.BoardQuery.BoardReply.Summary;
import dev.troupe.protocol.WorkStatus;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts over the whole fleet, from tables that are small whatever was done before. */
final class SummaryQuery {
  private static final String WORK = "SELECT status, sum(n) FROM work_count GROUP BY status";

  private static final String AGENTS =
      """
      SELECT standing, holds, count(*)
      FROM (
        SELECT standing,
          standing = 'enrolled' AND EXISTS (SELECT 1 FROM work_board WHERE status = 'claimed' AND claimed_by = agent_id) AS holds
        FROM agent_board) agent
      GROUP BY standing, holds
      """;

  private static final String OPERATIONS = "SELECT coalesce(sum(n), 0) FROM ops_minute WHERE minute > ?";

  /** A lost agent's claims go back within their lease and 30 s; what is still claimed after that is orphaned. */
  private static final String ORPHANS =
      """
      SELECT count(*)
      FROM work_board work JOIN agent_board agent ON agent.agent_id = work.claimed_by
      WHERE work.status = 'claimed' AND work.lease_expires_at < now() - interval '30 seconds'
        AND agent.standing IN ('lost', 'retired')
        AND agent.updated_at < now() - interval '30 seconds' - work.lease_seconds * interval '1 second'
      """;

  /** Whatever is beyond the board's position, settled or not. */
  static final String OLDEST_AHEAD =
      """
      SELECT journal.at
      FROM board_position board CROSS JOIN LATERAL (
        SELECT at FROM event_journal
        WHERE (txid, ordering) > (board.txid, board.ordering) ORDER BY txid, ordering LIMIT 1) journal
      WHERE board.name = 'board'
      """;

  private final Clock clock;

  SummaryQuery(Clock clock) {
    this.clock = clock;
  }

  private record Counted<K>(K key, long n) {}

  Summary ask(BoardDatabase.Asking asking) throws SQLException {
    Instant now = clock.instant();
    // First: what is counted after it can only be newer.
    Optional<Instant> ahead =
        asking.rows(OLDEST_AHEAD, none -> {}, row -> Columns.instant(row, "at")).stream().findFirst().filter(at -> at.isBefore(now));
    Map<WorkStatus, Long> work =
        sum(WorkStatus.class, asking.rows(WORK, none -> {}, row -> new Counted<>(Columns.upper(WorkStatus.class, row.getString(1)), row.getLong(2))));
    Map<AgentStatus, Long> agents =
        sum(
            AgentStatus.class,
            asking.rows(
                AGENTS,
                none -> {},
                row -> new Counted<>(status(Columns.upper(AgentStanding.class, row.getString(1)), row.getBoolean(2)), row.getLong(3))));
    long operations =
        asking.rows(OPERATIONS, select -> select.setObject(1, BoardQueries.utc(now.minus(1, ChronoUnit.HOURS))), row -> row.getLong(1)).get(0);
    long orphans = asking.rows(ORPHANS, none -> {}, row -> row.getLong(1)).get(0);
    Duration lag = ahead.map(at -> Duration.between(at, now)).orElse(Duration.ZERO);
    return new Summary(agents, work, operations, Optional.of(lag), orphans, now.minus(lag));
  }

  private static AgentStatus status(AgentStanding standing, boolean holds) {
    return switch (standing) {
      case ENROLLED -> holds ? AgentStatus.ACTIVE : AgentStatus.IDLE;
      case DRAINING -> AgentStatus.DRAINING;
      case LOST -> AgentStatus.LOST;
      case RETIRED -> AgentStatus.RETIRED;
    };
  }

  private static <K extends Enum<K>> Map<K, Long> sum(Class<K> type, List<Counted<K>> counted) {
    Map<K, Long> sums = new EnumMap<>(type);
    counted.stream().filter(one -> one.n() != 0).forEach(one -> sums.merge(one.key(), one.n(), Long::sum));
    return Collections.unmodifiableMap(sums);
  }
}
