package dev.troupe.node.board;

import dev.troupe.protocol.WorkId;
import java.time.Instant;
import java.util.List;

/**
 * Items to be woken because their time has passed.
 *
 * @param next where the next round goes on
 */
public record DueWork(List<WorkId> items, After next) {

  /**
   * How far the walk over lapsed leases has come. Leases that heartbeats extend look lapsed on the board for as long as their holder works:
   * without a place to go on from, a few thousand of these would keep the sweep from ever reaching a truly orphaned one.
   */
  public record After(Instant leaseExpiresAt, WorkId work) {
    public static final After START = new After(Instant.EPOCH, new WorkId("-"));
  }
}
