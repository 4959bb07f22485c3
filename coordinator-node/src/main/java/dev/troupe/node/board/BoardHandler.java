package dev.troupe.node.board;

import akka.projection.jdbc.javadsl.JdbcHandler;
import dev.troupe.node.agent.AgentEvent;
import dev.troupe.node.board.DependencyTable.Ended;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Writes one group of events to the board, in one transaction with their position. Once it is committed it tells items that what they waited
 * for is over: a hint, which the sweep repeats if it was lost.
 */
final class BoardHandler extends JdbcHandler<List<JournalRecord>, BoardSession> {
  /**
   * The board is made out of the journal and carries its position in the same transaction. Should PostgreSQL crash right after a commit, the board stands
   * some events earlier, whole, and the projection, which finds its position moved, follows on from there. So its commits wait for no sync, and do not
   * stand in the way of the journal's.
   */
  private static final String ADVANCE =
      """
      UPDATE board_position SET txid = ?::xid8, ordering = ?
      WHERE name = 'board' AND (txid, ordering) = (?::xid8, ?)
      RETURNING set_config('synchronous_commit', 'off', true)
      """;

  private final BiConsumer<WorkId, WorkCommand> tellWork;
  private RecentRows recent = new RecentRows();

  BoardHandler(BiConsumer<WorkId, WorkCommand> tellWork) {
    this.tellWork = tellWork;
  }

  @Override
  public void process(BoardSession session, List<JournalRecord> records) throws SQLException {
    Connection connection = session.connection();
    advance(connection, records.get(0).previous(), records.get(records.size() - 1).position());
    RecentRows known = recent;
    // What is not known to be committed must not be built upon: a group that fails leaves nothing behind.
    recent = new RecentRows();
    BoardGroup group = new BoardGroup(work(connection, known, works(records)), AgentTable.load(connection, agents(records)));
    records.forEach(group::add);
    WorkTable.add(connection, group.newWork());
    WorkTable.change(connection, group.knownWork());
    AgentTable.store(connection, group.changedAgents());
    CounterTables.store(connection, group);
    KeyTable.store(connection, records);
    List<Ended> ended = DependencyTable.store(connection, group);
    session.afterCommit(
        () -> {
          known.now(group.changedWork());
          recent = known;
          ended.forEach(end -> tellWork.accept(end.work(), new WorkCommand.DependencyEnded(end.dependency(), end.as())));
          BoardMeter.taken(records);
        });
  }

  /**
   * The fence. The stored position of Akka Projection is overwritten without a look at what it was; this row moves only from exactly where
   * this group follows on. As both are written in one transaction, of two that run at once one fails here and begins again at the true
   * position: no event counts twice, and none is left out.
   */
  private static void advance(Connection connection, JournalPosition from, JournalPosition to) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
      update.setObject(1, Long.toString(to.txid()), Types.OTHER);
      update.setLong(2, to.ordering());
      update.setObject(3, Long.toString(from.txid()), Types.OTHER);
      update.setLong(4, from.ordering());
      try (ResultSet moved = update.executeQuery()) {
        if (!moved.next()) {
          throw new IllegalStateException(
              "Expected the board to stand at " + from + ", but it does not: another projection has moved it, or it was set back.");
        }
      }
    }
  }

  /** The rows as they were stored. The fence has held, so nobody but this handler has written since it wrote them. */
  private static Map<WorkId, BoardRow> work(Connection connection, RecentRows known, Set<WorkId> ids) throws SQLException {
    Map<WorkId, BoardRow> rows = known.of(ids);
    List<WorkId> others = ids.stream().filter(id -> !rows.containsKey(id)).toList();
    rows.putAll(WorkTable.load(connection, others));
    return rows;
  }

  private static Set<WorkId> works(List<JournalRecord> records) {
    Set<WorkId> ids = new LinkedHashSet<>();
    for (JournalRecord record : records) {
      if (record.event() instanceof WorkEvent) {
        ids.add(new WorkId(record.entityId()));
      }
    }
    return ids;
  }

  private static Set<AgentId> agents(List<JournalRecord> records) {
    Set<AgentId> ids = new LinkedHashSet<>();
    for (JournalRecord record : records) {
      if (record.event() instanceof AgentEvent event) {
        ids.add(event.agent());
      }
    }
    return ids;
  }
}
