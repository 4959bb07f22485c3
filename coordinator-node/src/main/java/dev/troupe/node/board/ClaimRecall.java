package dev.troupe.node.board;

import dev.troupe.node.agent.RecalledClaim;
import dev.troupe.node.work.WorkEvent.WorkClaimed;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkId;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Finds agents' leases in the journal itself: one statement for many agents. */
final class ClaimRecall {
  /** Entries of an agent's index that are looked at beyond the board. Bounds the time (some 50 ms) while the board is made anew. */
  private static final int MAX_LOOKED_AT = 20_000;

  /** Leases of one request that are told; a claim asks for 100 at most. */
  private static final int MAX_OF_A_REQUEST = 200;

  /** What ends a lease. A kind of event that is not in here leaves it open: its item then says otherwise when it is asked. */
  private static final String ENDINGS =
      """
      ('work.completed', 'work.submitted', 'work.attempt_failed', 'work.failed', 'work.lease_expired', 'work.released', 'work.cancelled')
      """;

  private static final String ENDED =
      """
      EXISTS (
        SELECT FROM event_journal ending
        WHERE ending.persistence_id = claim.persistence_id AND ending.sequence_number > claim.sequence_number
          AND ending.action IN %s)
      """.formatted(ENDINGS);

  private static final String CLAIM = "SELECT claim.agent_id, claim.persistence_id, claim.event_payload, claim.event_ser_id, claim.event_ser_manifest,";

  /** What the board says is held, and what was claimed after the board's position: both out of one snapshot, so nothing falls between. */
  static final String OPEN =
      CLAIM
          + """
           TRUE AS open
          FROM board_position board
          CROSS JOIN unnest(?::text[]) wanted (agent)
          CROSS JOIN LATERAL (
            SELECT seen.* FROM work_board item
            JOIN event_journal seen ON seen.persistence_id = 'work|' || item.work_id AND seen.sequence_number = item.claimed_version
            WHERE item.status = 'claimed' AND item.claimed_by = wanted.agent
            UNION ALL
            SELECT * FROM (
              SELECT * FROM event_journal later
              WHERE later.agent_id = wanted.agent AND (later.txid, later.ordering) > (board.txid, board.ordering)
              ORDER BY later.txid DESC, later.ordering DESC LIMIT %d) later
            WHERE later.action = 'work.claimed') claim
          WHERE board.name = 'board' AND NOT %s
          ORDER BY claim.txid, claim.ordering
          """.formatted(MAX_LOOKED_AT, ENDED);

  static final String OF_REQUEST =
      CLAIM
          + """
           NOT %s AS open
          FROM unnest(?::text[], ?::text[]) wanted (agent, request)
          CROSS JOIN LATERAL (
            SELECT * FROM event_journal granted
            WHERE granted.agent_id = wanted.agent AND granted.request_id = wanted.request AND granted.action = 'work.claimed'
            LIMIT %d) claim
          ORDER BY claim.txid, claim.ordering
          """.formatted(ENDED, MAX_OF_A_REQUEST);

  private final JournalReader reader;

  ClaimRecall(JournalReader reader) {
    this.reader = reader;
  }

  /** A request of an agent. */
  record Request(AgentId agent, RequestId id) {}

  private record Row(AgentId agent, RecalledClaim claim) {}

  /** What each agent holds, newest last; every agent has an entry. */
  Map<AgentId, List<RecalledClaim>> open(BoardDatabase.Asking asking, List<AgentId> agents) throws SQLException {
    Map<AgentId, List<RecalledClaim>> held = new HashMap<>();
    agents.forEach(agent -> held.put(agent, new ArrayList<>()));
    asking
        .rows(OPEN, select -> select.setArray(1, texts(select, agents, AgentId::value)), this::row)
        .forEach(row -> held.get(row.agent()).add(row.claim()));
    return held;
  }

  /** What each request got, newest last, whatever became of it; every request has an entry. */
  Map<Request, List<RecalledClaim>> ofRequests(BoardDatabase.Asking asking, List<Request> requests) throws SQLException {
    Map<Request, List<RecalledClaim>> got = new HashMap<>();
    requests.forEach(request -> got.put(request, new ArrayList<>()));
    asking
        .rows(
            OF_REQUEST,
            select -> {
              select.setArray(1, texts(select, requests, request -> request.agent().value()));
              select.setArray(2, texts(select, requests, request -> request.id().value()));
            },
            this::row)
        .forEach(row -> got.get(new Request(row.agent(), row.claim().requestId())).add(row.claim()));
    return got;
  }

  private static <T> Array texts(PreparedStatement select, List<T> values, Function<T, String> text) throws SQLException {
    return select.getConnection().createArrayOf("text", values.stream().map(text).toArray());
  }

  private Row row(ResultSet row) throws SQLException {
    return new Row(new AgentId(row.getString("agent_id")), claim(row));
  }

  private RecalledClaim claim(ResultSet row) throws SQLException {
    String persistenceId = row.getString("persistence_id");
    WorkClaimed event =
        (WorkClaimed)
            reader.event(
                row.getBytes("event_payload"), row.getInt("event_ser_id"), row.getString("event_ser_manifest"), persistenceId);
    return new RecalledClaim(
        new WorkId(persistenceId.substring(persistenceId.indexOf('|') + 1)),
        event.leaseToken(),
        event.claimRequest(),
        event.by().fingerprint(),
        event.at().plusSeconds(event.leaseSeconds()),
        row.getBoolean("open"));
  }
}
