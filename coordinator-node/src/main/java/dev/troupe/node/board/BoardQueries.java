package dev.troupe.node.board;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import dev.troupe.node.agent.RecalledClaim;
import dev.troupe.node.journal.BatchedReads;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentView.Achievements;
import dev.troupe.protocol.BoardQuery.BoardReply.Summary;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyView;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * What the cluster itself asks the board. Every answer is as old as the board's lag, but for {@link #openClaims} and {@link #claimsOf}; every page is at most
 * {@value #MAX_PAGE} long. A stage fails with {@link BoardOverloaded} or with what the database said; all questions may be repeated.
 */
public final class BoardQueries {
  public static final int MAX_PAGE = 10_000;

  /** Reads of agents' claims that may wait to be asked together, as after a failover of thousands of agents. */
  private static final int WAITING_READS = 20_000;

  private static final int BEFORE_ALL_PRIORITIES = -1;

  static final String READY =
      """
      SELECT work_id, work_type, priority, requires, created_at, version FROM work_board
      WHERE team = ? AND status = 'ready' AND (priority, created_at, work_id) > (?, ?, ?) ORDER BY priority, created_at, work_id LIMIT ?
      """;

  static final String SCHEDULED_DUE =
      "SELECT work_id FROM work_board WHERE status = 'scheduled' AND due_at <= ? ORDER BY due_at, work_id LIMIT ?";

  static final String LEASE_LAPSED =
      """
      SELECT work_id, lease_expires_at FROM work_board
      WHERE status = 'claimed' AND lease_expires_at < ? AND (lease_expires_at, work_id) > (?, ?)
      ORDER BY lease_expires_at, work_id LIMIT ?
      """;

  static final String DEPENDENCY_ENDED =
      "SELECT work_id FROM work_dependency WHERE ended_as IS NOT NULL AND ended_at < ? ORDER BY ended_at, work_id LIMIT ?";

  static final String CLAIMED_PAGE = "SELECT work_id FROM work_board WHERE status = 'claimed' AND work_id > ? ORDER BY work_id LIMIT ?";

  static final String LIVE_AGENTS_PAGE =
      "SELECT agent_id FROM agent_board WHERE standing IN ('enrolled', 'draining') AND agent_id > ? ORDER BY agent_id LIMIT ?";

  private static final String ACHIEVEMENTS =
      """
      SELECT total.completed, total.failed, took.mean, took.p95
      FROM agent_achievement total
      LEFT JOIN LATERAL (
        SELECT avg(seconds) AS mean, percentile_disc(0.95) WITHIN GROUP (ORDER BY seconds) AS p95
        FROM agent_completion WHERE agent_id = total.agent_id) took ON TRUE
      WHERE total.agent_id = ?
      """;

  private final BoardDatabase database;
  private final SummaryQuery summary;
  private final BatchedReads<AgentId, List<RecalledClaim>> openClaims;
  private final BatchedReads<ClaimRecall.Request, List<RecalledClaim>> requests;
  private final BoardSettings settings;

  public BoardQueries(ActorSystem<?> system, DataSource dataSource, BoardSettings settings) {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(BoardSettings.QUERY_DISPATCHER));
    this.database = new BoardDatabase(dataSource, blocking, settings);
    this.summary = new SummaryQuery(Clock.systemUTC());
    ClaimRecall recall = new ClaimRecall(new JournalReader(system, dataSource));
    this.openClaims = new BatchedReads<>(2, 100, WAITING_READS, agents -> database.ask(asking -> recall.open(asking, agents)));
    this.requests = new BatchedReads<>(2, 500, WAITING_READS, asked -> database.ask(asking -> recall.ofRequests(asking, asked)));
    this.settings = settings;
  }

  /**
   * What a team's agents could claim, the most urgent first, the oldest first among equals.
   *
   * @param after the last item of the page before; empty for the first page
   */
  public CompletionStage<List<ReadyWork>> readyWork(TeamId team, Optional<ReadyWork> after, int limit) {
    int page = page(limit);
    return database.ask(
        asking ->
            asking.rows(
                READY,
                select -> {
                  select.setString(1, team.value());
                  select.setInt(2, after.map(last -> last.priority().ordinal()).orElse(BEFORE_ALL_PRIORITIES));
                  select.setObject(3, after.map(ReadyWork::createdAt).orElse(Instant.EPOCH).atOffset(ZoneOffset.UTC));
                  select.setString(4, after.map(last -> last.id().value()).orElse(""));
                  select.setInt(5, page);
                },
                BoardQueries::ready));
  }

  /** Counts over the whole fleet. An enrolled agent is active while it holds an item, else idle; late is known to its entity alone. */
  public CompletionStage<Summary> summary() {
    return database.ask(summary::ask);
  }

  /** @return {@link Achievements#NONE} for an agent that has ended nothing */
  public CompletionStage<Achievements> achievements(AgentId agent) {
    return database.ask(
        asking ->
            asking.rows(ACHIEVEMENTS, select -> select.setString(1, agent.value()), BoardQueries::achievements).stream()
                .findFirst()
                .orElse(Achievements.NONE));
  }

  /**
   * The claims an agent holds, newest last. Strongly consistent: through the board as far as it has come, beyond it from the journal, so that a claim that
   * was stored before the question is in the answer unless its end was stored before, too. Asked together for agents that come at one time.
   */
  public CompletionStage<List<RecalledClaim>> openClaims(AgentId agent) {
    return openClaims.read(agent);
  }

  /**
   * What a request of an agent got, whatever became of it; empty when nothing. Strongly consistent, from the journal, however long ago. Asked together for
   * requests that come at one time.
   */
  public CompletionStage<List<RecalledClaim>> claimsOf(AgentId agent, RequestId request) {
    return requests.read(new ClaimRecall.Request(agent, request));
  }

  /**
   * Items whose time has passed: scheduled ones that are due; blocked ones that wait for something that is over; claimed ones whose lease
   * seems to have lapsed. The last two only after {@code sweep.grace}, within which they usually notice by themselves.
   *
   * @param after where the last round's walk over lapsed leases ended
   */
  public CompletionStage<DueWork> dueWork(Instant now, DueWork.After after, int limit) {
    int page = page(limit);
    return database.ask(asking -> dueWork(asking, now, after, page));
  }

  /** Claimed items by id; the first page is after {@link Optional#empty}. */
  public CompletionStage<List<WorkId>> claimedPage(Optional<WorkId> after, int limit) {
    int page = page(limit);
    return database.ask(
        asking ->
            asking.rows(CLAIMED_PAGE, select -> bind(select, after.map(WorkId::value).orElse(""), page), row -> new WorkId(row.getString(1))));
  }

  /** Agents that are enrolled or draining, by id; the first page is after {@link Optional#empty}. */
  public CompletionStage<List<AgentId>> liveAgentsPage(Optional<AgentId> after, int limit) {
    int page = page(limit);
    return database.ask(
        asking ->
            asking.rows(
                LIVE_AGENTS_PAGE, select -> bind(select, after.map(AgentId::value).orElse(""), page), row -> new AgentId(row.getString(1))));
  }

  /** Keys by id; the first page is after {@link Optional#empty}. */
  public CompletionStage<List<KeyView>> keys(Optional<KeyId> after, int limit) {
    int page = page(limit);
    return database.ask(asking -> asking.rows(KeyTable.PAGE, select -> KeyTable.bind(select, after, page), KeyTable::row));
  }

  private DueWork dueWork(BoardDatabase.Asking asking, Instant now, DueWork.After after, int limit) throws SQLException {
    Instant forgotten = now.minus(settings.sweep().grace());
    int share = Math.max(1, limit / 3);
    Set<WorkId> due = new LinkedHashSet<>(asking.rows(SCHEDULED_DUE, select -> bind(select, now, share), BoardQueries::workId));
    due.addAll(asking.rows(DEPENDENCY_ENDED, select -> bind(select, forgotten, share), BoardQueries::workId));
    int rest = Math.max(1, limit - due.size());
    List<DueWork.After> lapsed =
        asking.rows(
            LEASE_LAPSED,
            select -> {
              select.setObject(1, utc(forgotten));
              select.setObject(2, utc(after.leaseExpiresAt()));
              select.setString(3, after.work().value());
              select.setInt(4, rest);
            },
            row -> new DueWork.After(Columns.instant(row, "lease_expires_at"), workId(row)));
    lapsed.forEach(lease -> due.add(lease.work()));
    boolean atTheEnd = lapsed.size() < rest;
    return new DueWork(new ArrayList<>(due), atTheEnd ? DueWork.After.START : lapsed.get(lapsed.size() - 1));
  }

  private static void bind(PreparedStatement select, Instant before, int limit) throws SQLException {
    select.setObject(1, utc(before));
    select.setInt(2, limit);
  }

  private static void bind(PreparedStatement select, String after, int limit) throws SQLException {
    select.setString(1, after);
    select.setInt(2, limit);
  }

  static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static WorkId workId(ResultSet row) throws SQLException {
    return new WorkId(row.getString(1));
  }

  private static ReadyWork ready(ResultSet row) throws SQLException {
    return new ReadyWork(
        workId(row),
        row.getString("work_type"),
        Priority.values()[row.getInt("priority")],
        Columns.names(row, "requires"),
        Columns.instant(row, "created_at"),
        row.getLong("version"));
  }

  static Achievements achievements(ResultSet row) throws SQLException {
    return new Achievements(
        row.getLong("completed"), row.getLong("failed"), optionalDouble(row, "mean"), optionalDouble(row, "p95"));
  }

  private static Optional<Double> optionalDouble(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  private static int page(int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("Expected a page of 1 to " + MAX_PAGE + ", but it is " + limit + ".");
    }
    return limit;
  }
}
