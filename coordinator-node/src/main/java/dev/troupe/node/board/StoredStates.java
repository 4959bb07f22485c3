package dev.troupe.node.board;

import dev.troupe.node.agent.AgentEvent;
import dev.troupe.node.agent.AgentHistory;
import dev.troupe.node.agent.AgentState;
import dev.troupe.node.journal.JournalFacts;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.node.work.WorkHistory;
import dev.troupe.node.work.WorkState;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.WorkId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Entities as the journal has them: from their newest usable snapshot on, their events folded with the entities' own rules, so that nothing is
 * stored twice. At most {@value #WINDOW} events are in memory at once.
 *
 * @param <S> the states of this kind
 */
final class StoredStates<S> {
  static final int WINDOW = 2_000;

  static final String SNAPSHOTS =
      """
      SELECT stored.* FROM unnest(?::text[], ?::bigint[]) AS entity (id, version)
      CROSS JOIN LATERAL (
        SELECT persistence_id, sequence_number, snapshot_ser_id AS ser_id, snapshot_ser_manifest AS ser_manifest, snapshot_payload AS payload
        FROM snapshot WHERE persistence_id = entity.id AND sequence_number <= entity.version ORDER BY sequence_number DESC LIMIT 1) stored
      """;

  static final String EVENTS =
      """
      SELECT stored.* FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS entity (id, after, version)
      CROSS JOIN LATERAL (
        SELECT persistence_id, sequence_number, event_ser_id AS ser_id, event_ser_manifest AS ser_manifest, event_payload AS payload
        FROM event_journal
        WHERE persistence_id = entity.id AND sequence_number > entity.after AND sequence_number <= entity.version
        ORDER BY sequence_number OFFSET 0) stored
      """;

  /** The newest snapshot whose last event was not decided after an instant. */
  static final String SNAPSHOT_BEFORE =
      """
      SELECT stored.persistence_id, stored.sequence_number, snapshot_ser_id AS ser_id, snapshot_ser_manifest AS ser_manifest,
        snapshot_payload AS payload
      FROM snapshot stored JOIN event_journal USING (persistence_id, sequence_number)
      WHERE stored.persistence_id = ? AND event_journal.at <= ? ORDER BY stored.sequence_number DESC LIMIT 1
      """;

  private final JournalReader reader;
  private final String prefix;
  private final Function<String, S> start;
  private final Function<Object, S> asState;
  private final BiFunction<S, JournalFacts, S> after;

  private StoredStates(
      JournalReader reader, String prefix, Function<String, S> start, Function<Object, S> asState, BiFunction<S, JournalFacts, S> after) {
    this.reader = reader;
    this.prefix = prefix;
    this.start = start;
    this.asState = asState;
    this.after = after;
  }

  static StoredStates<WorkState> ofWork(JournalReader reader) {
    return new StoredStates<>(
        reader, "work|", id -> WorkHistory.start(new WorkId(id)), WorkState.class::cast,
        (state, event) -> WorkHistory.after(state, (WorkEvent) event));
  }

  static StoredStates<AgentState> ofAgents(JournalReader reader) {
    return new StoredStates<>(
        reader, "agent|", id -> AgentHistory.start(new AgentId(id)), AgentState.class::cast,
        (state, event) -> AgentHistory.after(state, (AgentEvent) event));
  }

  /** A state, and how many events are in it. */
  private record Folded<S>(S state, long version) {}

  /**
   * States by id, in the order of the ids.
   *
   * @param versions up to which event of each
   */
  Map<String, S> at(BoardDatabase.Asking asking, Map<String, Long> versions) throws SQLException {
    Map<String, Folded<S>> folded = new LinkedHashMap<>();
    versions.keySet().forEach(id -> folded.put(id, new Folded<>(start.apply(id), 0)));
    List<String> ids = List.copyOf(versions.keySet());
    asking.rows(
        SNAPSHOTS,
        select -> new Columns(select.getConnection(), select).add("text", ids, prefix::concat).add("int8", ids, versions::get),
        row -> folded.put(id(row), new Folded<>(asState.apply(stored(row)), row.getLong("sequence_number"))));
    Map<String, Long> window = window(folded, versions);
    while (!window.isEmpty()) {
      foldOn(asking, folded, window);
      Map<String, Long> reached = window;
      reached.forEach((id, upTo) -> folded.computeIfPresent(id, (same, state) -> new Folded<>(state.state(), upTo)));
      window = window(folded, versions);
    }
    Map<String, S> states = new LinkedHashMap<>();
    folded.forEach((id, state) -> states.put(id, state.state()));
    return states;
  }

  /** The state after every event up to the first that was decided after an instant; its start when that is the very first. */
  S at(BoardDatabase.Asking asking, String id, Instant instant) throws SQLException {
    Map<String, Folded<S>> folded = new LinkedHashMap<>(Map.of(id, new Folded<>(start.apply(id), 0)));
    asking.rows(
        SNAPSHOT_BEFORE,
        select -> {
          select.setString(1, prefix + id);
          select.setObject(2, BoardQueries.utc(instant));
        },
        row -> folded.put(id, new Folded<>(asState.apply(stored(row)), row.getLong("sequence_number"))));
    Folded<S> state = folded.get(id);
    while (true) {
      long upTo = state.version() + WINDOW;
      List<JournalFacts> events = events(asking, id, state.version(), upTo);
      S next = state.state();
      for (JournalFacts event : events) {
        if (event.at().isAfter(instant)) {
          return next;
        }
        next = after.apply(next, event);
      }
      if (events.size() < WINDOW) {
        return next;
      }
      state = new Folded<>(next, upTo);
    }
  }

  private List<JournalFacts> events(BoardDatabase.Asking asking, String id, long behind, long upTo) throws SQLException {
    List<String> one = List.of(id);
    return asking.rows(
        EVENTS,
        select ->
            new Columns(select.getConnection(), select)
                .add("text", one, prefix::concat)
                .add("int8", one, same -> behind)
                .add("int8", one, same -> upTo),
        row -> (JournalFacts) stored(row));
  }

  /** Up to where each entity that is not there yet goes in the next step: {@value #WINDOW} events together. */
  private Map<String, Long> window(Map<String, Folded<S>> folded, Map<String, Long> versions) {
    Map<String, Long> window = new LinkedHashMap<>();
    long left = WINDOW;
    for (Map.Entry<String, Long> wanted : versions.entrySet()) {
      long behind = folded.get(wanted.getKey()).version();
      long step = Math.min(wanted.getValue() - behind, left);
      if (step > 0) {
        window.put(wanted.getKey(), behind + step);
        left -= step;
      }
    }
    return window;
  }

  private void foldOn(BoardDatabase.Asking asking, Map<String, Folded<S>> folded, Map<String, Long> window) throws SQLException {
    List<String> ids = List.copyOf(window.keySet());
    asking.rows(
        EVENTS,
        select ->
            new Columns(select.getConnection(), select)
                .add("text", ids, prefix::concat)
                .add("int8", ids, id -> folded.get(id).version())
                .add("int8", ids, window::get),
        row -> folded.put(id(row), next(folded.get(id(row)), row)));
  }

  private Folded<S> next(Folded<S> before, ResultSet row) throws SQLException {
    return new Folded<>(after.apply(before.state(), (JournalFacts) stored(row)), before.version());
  }

  private String id(ResultSet row) throws SQLException {
    return row.getString("persistence_id").substring(prefix.length());
  }

  private Object stored(ResultSet row) throws SQLException {
    return reader.stored(
        row.getBytes("payload"), row.getInt("ser_id"), row.getString("ser_manifest"),
        row.getString("persistence_id") + " #" + row.getLong("sequence_number"));
  }
}
