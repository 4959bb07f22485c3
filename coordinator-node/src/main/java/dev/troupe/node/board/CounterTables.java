package dev.troupe.node.board;

import dev.troupe.node.board.BoardGroup.Achieved;
import dev.troupe.node.board.BoardGroup.Cell;
import dev.troupe.node.board.BoardGroup.Operation;
import dev.troupe.protocol.AgentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that is counted: each statement adds a difference, so it may run only once per event. */
final class CounterTables {
  /** Completions of an agent whose durations are kept. */
  static final int COMPLETIONS_KEPT = 1_000;

  private static final String COUNT =
      """
      INSERT INTO work_count AS total (team, status, n) SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[])
      ON CONFLICT (team, status) DO UPDATE SET n = total.n + excluded.n
      """;

  private static final String OPERATIONS =
      """
      INSERT INTO ops_minute AS total (minute, action, n) SELECT * FROM unnest(?::timestamptz[], ?::text[], ?::bigint[])
      ON CONFLICT (minute, action) DO UPDATE SET n = total.n + excluded.n
      """;

  /** Two hours before the newest minute, not before now: a board that is made anew has old minutes only. */
  private static final String FORGET_OPERATIONS =
      "DELETE FROM ops_minute WHERE minute < (SELECT max(minute) FROM ops_minute) - interval '2 hours'";

  private static final String ACHIEVEMENT =
      """
      INSERT INTO agent_achievement AS total (agent_id, completed, failed) SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[])
      ON CONFLICT (agent_id) DO UPDATE SET completed = total.completed + excluded.completed, failed = total.failed + excluded.failed
      RETURNING agent_id, completed
      """;

  private static final String NEW_COMPLETION =
      "INSERT INTO agent_completion (agent_id, slot, seconds) SELECT * FROM unnest(?::text[], ?::integer[], ?::double precision[])";

  private static final String NEXT_COMPLETION =
      """
      UPDATE agent_completion kept SET seconds = next.seconds FROM unnest(?::text[], ?::integer[], ?::double precision[]) AS next (agent_id, slot, seconds)
      WHERE kept.agent_id = next.agent_id AND kept.slot = next.slot
      """;

  /** @param isNew nothing has been in its slot yet */
  private record Completion(AgentId agent, int slot, double seconds, boolean isNew) {}

  private CounterTables() {}

  static void store(Connection connection, BoardGroup group) throws SQLException {
    List<Map.Entry<Cell, Integer>> counts = group.counts().entrySet().stream().filter(count -> count.getValue() != 0).toList();
    if (!counts.isEmpty()) {
      try (PreparedStatement add = connection.prepareStatement(COUNT)) {
        new Columns(connection, add)
            .add("text", counts, count -> count.getKey().team())
            .add("text", counts, count -> count.getKey().status())
            .add("int8", counts, Map.Entry::getValue);
        add.executeUpdate();
      }
    }
    storeOperations(connection, group.operations());
    storeAchievements(connection, group.achieved());
  }

  private static void storeOperations(Connection connection, Map<Operation, Integer> operations) throws SQLException {
    if (operations.isEmpty()) {
      return;
    }
    Set<Map.Entry<Operation, Integer>> entries = operations.entrySet();
    try (PreparedStatement add = connection.prepareStatement(OPERATIONS);
        PreparedStatement forget = connection.prepareStatement(FORGET_OPERATIONS)) {
      new Columns(connection, add)
          .add("timestamptz", entries, entry -> entry.getKey().minute())
          .add("text", entries, entry -> entry.getKey().action())
          .add("int8", entries, Map.Entry::getValue);
      add.executeUpdate();
      forget.executeUpdate();
    }
  }

  private static void storeAchievements(Connection connection, Map<AgentId, Achieved> achieved) throws SQLException {
    if (achieved.isEmpty()) {
      return;
    }
    List<Completion> completions = new ArrayList<>();
    try (PreparedStatement add = connection.prepareStatement(ACHIEVEMENT)) {
      Set<Map.Entry<AgentId, Achieved>> entries = achieved.entrySet();
      new Columns(connection, add)
          .add("text", entries, Map.Entry::getKey)
          .add("int8", entries, entry -> entry.getValue().seconds().size())
          .add("int8", entries, entry -> entry.getValue().failed());
      try (ResultSet totals = add.executeQuery()) {
        while (totals.next()) {
          AgentId agent = new AgentId(totals.getString(1));
          addCompletions(agent, totals.getLong(2), achieved.get(agent).seconds(), completions);
        }
      }
    }
    keep(connection, NEW_COMPLETION, completions.stream().filter(Completion::isNew).toList());
    keep(connection, NEXT_COMPLETION, completions.stream().filter(completion -> !completion.isNew()).toList());
  }

  private static void keep(Connection connection, String sql, List<Completion> completions) throws SQLException {
    if (completions.isEmpty()) {
      return;
    }
    try (PreparedStatement keep = connection.prepareStatement(sql)) {
      new Columns(connection, keep)
          .add("text", completions, Completion::agent)
          .add("int4", completions, Completion::slot)
          .add("float8", completions, Completion::seconds);
      keep.executeUpdate();
    }
  }

  /** The newest of one slot only: a statement cannot write a row twice. The first round fills the slots, later ones overwrite them. */
  private static void addCompletions(AgentId agent, long total, List<Double> seconds, List<Completion> to) {
    long first = total - seconds.size();
    Map<Integer, Double> bySlot = new HashMap<>();
    for (int i = 0; i < seconds.size(); i++) {
      bySlot.put((int) ((first + i) % COMPLETIONS_KEPT), seconds.get(i));
    }
    bySlot.forEach((slot, took) -> to.add(new Completion(agent, slot, took, slot >= first)));
  }
}
