package dev.troupe.node.board;

import dev.troupe.node.agent.AgentEvent;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.node.work.WorkEvent.DependencyMet;
import dev.troupe.node.work.WorkEvent.WorkAdded;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a group of events changes, gathered without a database: rows start as they were stored, events are folded into them in order, and what
 * is to be counted is counted on the way. An event a row has seen already changes and counts nothing.
 */
final class BoardGroup {
  /** Acknowledged changes that count as operations. */
  private static final Set<String> OPERATIONS =
      Set.of("agent.registered", "work.claimed", "work.progressed", "work.completed", "work.submitted", "work.released");

  private static final Set<String> BURNING = Set.of("work.attempt_failed", "work.failed", "work.lease_expired");

  /** One item waits for another. */
  record Edge(WorkId work, WorkId dependsOn) {}

  record Cell(TeamId team, WorkStatus status) {}

  record Operation(Instant minute, String action) {}

  /** @param seconds claimed to handed in, for each completion, oldest first */
  record Achieved(List<Double> seconds, int failed) {
    Achieved completed(double took) {
      List<Double> more = new ArrayList<>(seconds);
      more.add(took);
      return new Achieved(more, failed);
    }
  }

  private final Map<WorkId, BoardRow> work;
  private final Map<AgentId, AgentRow> agents;
  private final Map<WorkId, BoardRow> changedWork = new LinkedHashMap<>();
  private final Map<AgentId, AgentRow> changedAgents = new LinkedHashMap<>();
  private final Map<Cell, Integer> counts = new HashMap<>();
  private final Map<Operation, Integer> operations = new HashMap<>();
  private final Map<AgentId, Achieved> achieved = new TreeMap<>();
  private final Set<Edge> opened = new LinkedHashSet<>();
  private final Set<Edge> closed = new LinkedHashSet<>();
  private final Set<WorkId> ended = new LinkedHashSet<>();
  private final Set<WorkId> unblocked = new LinkedHashSet<>();

  BoardGroup(Map<WorkId, BoardRow> work, Map<AgentId, AgentRow> agents) {
    this.work = work;
    this.agents = agents;
  }

  /** @throws IllegalStateException when an event is missing before this one: the board must not go on without it */
  void add(JournalRecord record) {
    if (record.event() instanceof WorkEvent event) {
      add(new WorkId(record.entityId()), event, record.sequenceNumber());
    } else if (record.event() instanceof AgentEvent event) {
      add(event, record.sequenceNumber());
    }
  }

  private void add(WorkId id, WorkEvent event, long number) {
    BoardRow before = changedWork.getOrDefault(id, work.get(id));
    if (seen("work " + id, before == null ? 0 : before.version(), number)) {
      return;
    }
    BoardRow after = before == null ? BoardRow.added(id, (WorkAdded) event, number) : before.after(event, number);
    changedWork.put(id, after);
    count(before, after);
    edges(id, event, before, after);
    achievement(event, before, after);
    operation(event.action(), event.at());
  }

  private void add(AgentEvent event, long number) {
    AgentId id = event.agent();
    AgentRow before = changedAgents.getOrDefault(id, agents.get(id));
    if (seen("agent " + id, before == null ? 0 : before.version(), number)) {
      return;
    }
    changedAgents.put(
        id,
        before == null
            ? AgentRow.registered((AgentEvent.AgentRegistered) event, number)
            : before.after(event, number));
    operation(event.action(), event.at());
  }

  private static boolean seen(String entity, long version, long number) {
    if (number > version + 1) {
      throw new IllegalStateException(
          "Expected event " + (version + 1) + " of " + entity + ", but the journal goes on with " + number + ".");
    }
    return number <= version;
  }

  private void count(BoardRow before, BoardRow after) {
    if (before != null) {
      counts.merge(new Cell(before.card().team(), before.status()), -1, Integer::sum);
    }
    counts.merge(new Cell(after.card().team(), after.status()), 1, Integer::sum);
  }

  private void edges(WorkId id, WorkEvent event, BoardRow before, BoardRow after) {
    if (event instanceof WorkAdded added) {
      added.spec().dependsOn().forEach(dependency -> opened.add(new Edge(id, dependency)));
    } else if (event instanceof DependencyMet met) {
      Edge edge = new Edge(id, met.dependency());
      if (!opened.remove(edge)) {
        closed.add(edge);
      }
    } else if (before.status() == WorkStatus.BLOCKED && after.status() != WorkStatus.BLOCKED) {
      opened.removeIf(edge -> edge.work().equals(id));
      unblocked.add(id);
    }
    if (after.status() == WorkStatus.COMPLETED || after.status() == WorkStatus.CANCELLED) {
      ended.add(id);
    }
  }

  private void achievement(WorkEvent event, BoardRow before, BoardRow after) {
    if (after.status() == WorkStatus.COMPLETED) {
      // A reviewed item was handed in when it was last touched before its approval.
      Instant handedIn = before.status() == WorkStatus.IN_REVIEW ? before.updatedAt() : after.updatedAt();
      BoardRow.Holder by = after.holder().orElseThrow();
      double seconds = Math.max(0, ChronoUnit.MICROS.between(by.claimedAt(), handedIn) / 1e6);
      achieved.merge(by.agent(), new Achieved(List.of(seconds), 0), (sum, one) -> sum.completed(seconds));
    } else if (BURNING.contains(event.action())) {
      AgentId by = before.holder().orElseThrow().agent();
      achieved.merge(by, new Achieved(List.of(), 1), (sum, one) -> new Achieved(sum.seconds(), sum.failed() + 1));
    }
  }

  private void operation(String action, Instant at) {
    if (OPERATIONS.contains(action)) {
      operations.merge(new Operation(at.truncatedTo(ChronoUnit.MINUTES), action), 1, Integer::sum);
    }
  }

  Collection<BoardRow> changedWork() {
    return changedWork.values();
  }

  /** Those of them that were not on the board before. */
  List<BoardRow> newWork() {
    return changedWork.values().stream().filter(row -> !work.containsKey(row.card().id())).toList();
  }

  /** Those of them that were. */
  List<BoardRow> knownWork() {
    return changedWork.values().stream().filter(row -> work.containsKey(row.card().id())).toList();
  }

  Collection<AgentRow> changedAgents() {
    return changedAgents.values();
  }

  /** Differences to {@code work_count}; some may be zero. */
  Map<Cell, Integer> counts() {
    return counts;
  }

  Map<Operation, Integer> operations() {
    return operations;
  }

  Map<AgentId, Achieved> achieved() {
    return achieved;
  }

  /** Edges that are new and still open at the end of the group. */
  Set<Edge> opened() {
    return opened;
  }

  /** Edges stored earlier whose dependency was met. */
  Set<Edge> closed() {
    return closed;
  }

  /** Items that wait no longer, although not all they waited for was met: cancelled. */
  Set<WorkId> unblocked() {
    return unblocked;
  }

  /** Items that were completed or cancelled, as what others may wait for. */
  List<BoardRow> ended() {
    return ended.stream().map(changedWork::get).toList();
  }
}
