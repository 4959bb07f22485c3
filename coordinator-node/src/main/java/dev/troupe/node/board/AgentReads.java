package dev.troupe.node.board;

import dev.troupe.node.agent.AgentHistory;
import dev.troupe.node.agent.AgentState;
import dev.troupe.node.board.BoundedSearch.Found;
import dev.troupe.protocol.AgentView;
import dev.troupe.protocol.AgentView.Achievements;
import dev.troupe.protocol.BoardQuery.ListAgents;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.Sizes;
import dev.troupe.protocol.WorkId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Agents as lists show them: folded from the journal, with what they hold and achieved from the board. */
final class AgentReads {
  /** Agents read at once. */
  private static final int CHUNK = 50;

  /** Twice what an agent may hold at most: its capacity may have shrunk since. */
  private static final int MAX_CLAIMS = 2_000;

  static final String CLAIMS =
      """
      SELECT held.claimed_by, held.work_id FROM unnest(?::text[]) AS agent (id)
      CROSS JOIN LATERAL (
        SELECT claimed_by, work_id FROM work_board WHERE status = 'claimed' AND claimed_by = agent.id ORDER BY work_id LIMIT %d) held
      """.formatted(MAX_CLAIMS);

  static final String ACHIEVEMENTS =
      """
      SELECT total.agent_id, total.completed, total.failed, took.mean, took.p95
      FROM agent_achievement total
      CROSS JOIN LATERAL (
        SELECT avg(seconds) AS mean, percentile_disc(0.95) WITHIN GROUP (ORDER BY seconds) AS p95
        FROM agent_completion WHERE agent_id = total.agent_id) took
      WHERE total.agent_id = ANY (?)
      """;

  private final StoredStates<AgentState> states;
  private final long pageBytes;

  AgentReads(JournalReader reader, ReadSettings settings) {
    this.states = StoredStates.ofAgents(reader);
    this.pageBytes = settings.pageBytes();
  }

  private record Held(String agent, WorkId work) {}

  private record Achieved(String agent, Achievements sum) {}

  Page<AgentView> list(BoardDatabase.Asking asking, ListAgents query) throws SQLException {
    Cursor cursor = Cursor.of("agents", query.filter());
    Optional<String> start = cursor.read(query.wanted().cursor()).map(AgentSearch::place);
    Found<String, AgentSearch.Row> found = new AgentSearch(asking, query.filter()).page(start, query.wanted().limit());
    List<AgentSearch.Row> rows = found.rows();
    List<AgentView> items = new ArrayList<>();
    PageRoom room = new PageRoom(pageBytes);
    for (int from = 0; from < rows.size(); from += CHUNK) {
      for (AgentView view : views(asking, rows.subList(from, Math.min(rows.size(), from + CHUNK)))) {
        if (!room.take("agent " + view.id(), Sizes.of(view))) {
          return new Page<>(items, Optional.of(cursor.write(List.of(rows.get(items.size() - 1).id().value()))));
        }
        items.add(view);
      }
    }
    return new Page<>(items, found.next().map(place -> cursor.write(List.of(place))));
  }

  private List<AgentView> views(BoardDatabase.Asking asking, List<AgentSearch.Row> rows) throws SQLException {
    Map<String, Long> versions = new LinkedHashMap<>();
    rows.forEach(row -> versions.put(row.id().value(), row.version()));
    List<String> ids = List.copyOf(versions.keySet());
    Map<String, List<WorkId>> claims = new HashMap<>();
    asking
        .rows(
            CLAIMS,
            select -> new Columns(select.getConnection(), select).add("text", ids, id -> id),
            row -> new Held(row.getString(1), new WorkId(row.getString(2))))
        .forEach(held -> claims.computeIfAbsent(held.agent(), agent -> new ArrayList<>()).add(held.work()));
    Map<String, Achievements> achieved = new HashMap<>();
    asking
        .rows(
            ACHIEVEMENTS,
            select -> new Columns(select.getConnection(), select).add("text", ids, id -> id),
            row -> new Achieved(row.getString("agent_id"), BoardQueries.achievements(row)))
        .forEach(one -> achieved.put(one.agent(), one.sum()));
    List<AgentView> views = new ArrayList<>();
    states
        .at(asking, versions)
        .forEach(
            (id, state) ->
                AgentHistory.view(state, claims.getOrDefault(id, List.of()), achieved.getOrDefault(id, Achievements.NONE))
                    .ifPresentOrElse(views::add, () -> missing(id)));
    return views;
  }

  private static void missing(String id) {
    throw new IllegalStateException("Expected events of agent " + id + ", which is on the board, but the journal has none.");
  }
}
