package dev.troupe.node.board;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Reads an index in its order and keeps what fits the filters, without ever looking at the whole of it: a filter that hardly anything fits
 * makes a page short, or empty with a place to go on, instead of slow. All statements of a page must see the same snapshot.
 *
 * @param <P> a place in the index
 * @param <R> what is found
 */
abstract class BoundedSearch<P, R> {
  /** Index entries the first statement of a page looks at; each further one looks at twice as many, if the last was {@link #QUICK}. */
  static final int FIRST_LOOKED_AT = 1_250;

  static final int MOST_LOOKED_AT = 20_000;

  static final Duration QUICK = Duration.ofMillis(100);

  /** Index entries looked at for one page. */
  static final int LOOKED_AT_FOR_A_PAGE = 100_000;

  /** After this long no further statement begins, so that a page comes in time from a cold disk too. */
  static final Duration BEGIN_WITHIN = Duration.ofMillis(500);

  private final LongSupplier nanos;

  /** @param nanos a clock that only goes forward, such as {@link System#nanoTime} */
  BoundedSearch(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** @param next where to go on; empty at the end of the list */
  record Found<P, R>(List<R> rows, Optional<P> next) {}

  /** What fits among the next entries behind a place, at most so many, in the order of the index. */
  abstract List<R> find(Optional<P> behind, int entries, int limit) throws SQLException;

  /** The place of the last of the next entries; empty when there are fewer. */
  abstract Optional<P> edge(Optional<P> behind, int entries) throws SQLException;

  abstract P place(R row);

  Found<P, R> page(Optional<P> start, int limit) throws SQLException {
    long begun = nanos.getAsLong();
    List<R> rows = new ArrayList<>();
    Optional<P> behind = start;
    int entries = FIRST_LOOKED_AT;
    int lookedAt = 0;
    while (true) {
      long roundBegun = nanos.getAsLong();
      rows.addAll(find(behind, entries, limit + 1 - rows.size()));
      if (rows.size() > limit) {
        List<R> page = List.copyOf(rows.subList(0, limit));
        return new Found<>(page, Optional.of(place(page.get(limit - 1))));
      }
      behind = edge(behind, entries);
      lookedAt += entries;
      long now = nanos.getAsLong();
      boolean enough = lookedAt >= LOOKED_AT_FOR_A_PAGE || now - begun >= BEGIN_WITHIN.toNanos();
      if (behind.isEmpty() || enough) {
        return new Found<>(rows, behind);
      }
      if (now - roundBegun <= QUICK.toNanos()) {
        entries = Math.min(MOST_LOOKED_AT, 2 * entries);
      }
    }
  }
}
