package dev.troupe.node.board;

import dev.troupe.protocol.AgentFilter;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Finds the agents a list is about, by id. */
final class AgentSearch extends BoundedSearch<String, AgentSearch.Row> {
  private static final String HOLDS =
      "EXISTS (SELECT 1 FROM work_board WHERE status = 'claimed' AND claimed_by = entry.agent_id)";

  private static final String FIND =
      """
      SELECT entry.agent_id, entry.version
      FROM (SELECT agent_id, standing, version FROM agent_board WHERE %s ORDER BY agent_id LIMIT %d) entry
      WHERE %s
      ORDER BY entry.agent_id LIMIT ?
      """;

  private static final String EDGE = "SELECT agent_id FROM agent_board WHERE %s ORDER BY agent_id OFFSET %d LIMIT 1";

  private final BoardDatabase.Asking asking;
  private final AgentFilter filter;

  AgentSearch(BoardDatabase.Asking asking, AgentFilter filter) {
    super(System::nanoTime);
    this.asking = asking;
    this.filter = filter;
  }

  /** @param version the agent's newest event on the board */
  record Row(AgentId id, long version) {}

  static String place(List<String> key) {
    if (key.size() != 1) {
      throw new CursorRefused();
    }
    return key.get(0);
  }

  @Override
  List<Row> find(Optional<String> behind, int entryCount, int limit) throws SQLException {
    Bindings entries = entries(behind);
    Bindings agents = agents();
    return asking.rows(
        FIND.formatted(entries.sql(), entryCount, agents.sql()),
        Bindings.inOrder(entries, agents, limit),
        row -> new Row(new AgentId(row.getString("agent_id")), row.getLong("version")));
  }

  @Override
  Optional<String> edge(Optional<String> behind, int entryCount) throws SQLException {
    Bindings entries = entries(behind);
    return asking
        .rows(EDGE.formatted(entries.sql(), entryCount - 1), Bindings.inOrder(entries, new Bindings()), row -> row.getString("agent_id"))
        .stream()
        .findFirst();
  }

  @Override
  String place(Row row) {
    return row.id().value();
  }

  private Bindings entries(Optional<String> behind) {
    Bindings entries = new Bindings();
    filter.team().ifPresent(team -> entries.and("team = ?", team.value()));
    return entries.and("agent_id > ?", behind.orElse(""));
  }

  private Bindings agents() {
    Bindings agents = new Bindings();
    filter.status().ifPresent(status -> agents.and(condition(status)));
    return agents;
  }

  private static String condition(AgentStatus status) {
    return switch (status) {
      case ACTIVE -> "standing = 'enrolled' AND " + HOLDS;
      case IDLE -> "standing = 'enrolled' AND NOT " + HOLDS;
      case DRAINING -> "standing = 'draining'";
      case LOST -> "standing = 'lost'";
      case RETIRED -> "standing = 'retired'";
      case LATE -> throw new IllegalArgumentException("Expected a status the board knows, but it does not know who is late.");
    };
  }
}
