package dev.troupe.node.board;

import dev.troupe.node.agent.RecalledClaim;
import dev.troupe.node.work.WorkEvent.WorkClaimed;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.WorkId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds an agent's leases in the journal itself. */
final class ClaimRecall {
  /**
   * Entries of the agent's index that are looked at for its newest claims. Bounds the time (some 50 ms) for an agent that reports progress a
   * thousand times per claim.
   */
  private static final int MAX_LOOKED_AT = 20_000;

  /** What ends a lease. A kind of event that is not in here leaves it open: its item then says otherwise when it is asked. */
  private static final String ENDINGS =
      """
      ('work.completed', 'work.submitted', 'work.attempt_failed', 'work.failed', 'work.lease_expired', 'work.released', 'work.cancelled')
      """;

  private static final String CLAIM =
      """
      SELECT claim.persistence_id, claim.event_payload, claim.event_ser_id, claim.event_ser_manifest, claim.sequence_number,
        NOT EXISTS (
          SELECT 1 FROM event_journal ending
          WHERE ending.persistence_id = claim.persistence_id AND ending.sequence_number > claim.sequence_number
            AND ending.action IN %s) AS open
      """.formatted(ENDINGS);

  static final String NEWEST =
      CLAIM
          + """
          FROM (
            SELECT * FROM (
              SELECT * FROM event_journal WHERE agent_id = ? ORDER BY txid DESC, ordering DESC LIMIT %d) entry
            WHERE action = 'work.claimed' LIMIT ?) claim
          ORDER BY claim.txid DESC, claim.ordering DESC
          """.formatted(MAX_LOOKED_AT);

  static final String OLDER =
      CLAIM
          + """
          FROM work_board board
          JOIN event_journal claim ON claim.persistence_id = 'work|' || board.work_id AND claim.sequence_number = board.claimed_version
          WHERE board.status = 'claimed' AND board.claimed_by = ?
          ORDER BY claim.txid, claim.ordering
          """;

  private final JournalReader reader;

  ClaimRecall(JournalReader reader) {
    this.reader = reader;
  }

  List<RecalledClaim> ask(BoardDatabase.Asking asking, AgentId agent, int limit) throws SQLException {
    List<RecalledClaim> claims =
        asking.rows(
            NEWEST,
            select -> {
              select.setString(1, agent.value());
              select.setInt(2, limit);
            },
            this::claim);
    Set<List<?>> known = new HashSet<>();
    claims.forEach(claim -> known.add(List.of(claim.work(), claim.token())));
    List<RecalledClaim> all = new ArrayList<>();
    for (RecalledClaim older : asking.rows(OLDER, select -> select.setString(1, agent.value()), this::claim)) {
      if (older.open() && !known.contains(List.of(older.work(), older.token()))) {
        all.add(older);
      }
    }
    Collections.reverse(claims);
    all.addAll(claims);
    return all;
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
