package dev.troupe.node.board;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where in the journal an instant lies. Positions follow the clock, but for the difference between the nodes' clocks and for the time between
 * deciding and storing; so a place is found by halving the position index, without an index of times that every event would pay for.
 */
final class AuditClock {
  /**
   * How far the order of positions and the order of times may differ. An event whose node's clock was further off may be missing from an
   * audit by time (never from one without).
   */
  static final Duration ALLOWANCE = Duration.ofMinutes(2);

  static final String FIRST_FROM = "SELECT txid::text AS transaction, at FROM event_journal WHERE txid >= ?::xid8 ORDER BY txid, ordering LIMIT 1";

  private static final String LAST_BEFORE =
      "SELECT txid::text AS transaction FROM event_journal WHERE txid < ?::xid8 ORDER BY txid DESC, ordering DESC LIMIT 1";

  private static final String NEWEST = "SELECT txid::text AS transaction FROM event_journal ORDER BY txid DESC, ordering DESC LIMIT 1";

  private final BoardDatabase.Asking asking;

  AuditClock(BoardDatabase.Asking asking) {
    this.asking = asking;
  }

  /** Every event from this instant on lies in this transaction or behind it: the one before the crossing may reach over it. */
  long notBefore(Instant from) throws SQLException {
    long crossing = crossing(from.minus(ALLOWANCE));
    return asking
        .rows(LAST_BEFORE, select -> select.setString(1, Long.toString(crossing)), row -> Long.parseLong(row.getString("transaction")))
        .stream()
        .findFirst()
        .orElse(0L);
  }

  /** Every event before this instant lies before this transaction. */
  long before(Instant to) throws SQLException {
    return crossing(to.plus(ALLOWANCE));
  }

  /** The first transaction that is not before an instant; above all of them when there is none. */
  private long crossing(Instant instant) throws SQLException {
    List<Long> newest = asking.rows(NEWEST, none -> {}, row -> Long.parseLong(row.getString("transaction")));
    long low = 0;
    long high = newest.isEmpty() ? 0 : newest.get(0) + 1;
    while (low < high) {
      long middle = low + (high - low) / 2;
      Optional<Instant> at =
          asking.rows(FIRST_FROM, select -> select.setString(1, Long.toString(middle)), row -> Columns.instant(row, "at")).stream().findFirst();
      if (at.isEmpty() || !at.get().isBefore(instant)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
