package dev.troupe.node.board;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads an index in its order and keeps what fits the filters, without ever looking at the whole of it: a filter that hardly anything fits
 * makes a page short, or empty with a place to go on, instead of slow. All statements of a page must see the same snapshot.
 *
 * @param <P> a place in the index
 * @param <R> what is found
 */
abstract class BoundedSearch<P, R> {
  /** Index entries one statement looks at; some 50 ms when all of them are in memory. */
  static final int LOOKED_AT = 20_000;

  /** Statements of one page that may find nothing before it is answered empty. */
  static final int MAX_ROUNDS = 5;

  /** @param next where to go on; empty at the end of the list */
  record Found<P, R>(List<R> rows, Optional<P> next) {}

  /** What fits among the next {@link #LOOKED_AT} entries behind a place, at most so many, in the order of the index. */
  abstract List<R> find(Optional<P> behind, int limit) throws SQLException;

  /** The place of the last of the next {@link #LOOKED_AT} entries; empty when there are fewer. */
  abstract Optional<P> edge(Optional<P> behind) throws SQLException;

  abstract P place(R row);

  Found<P, R> page(Optional<P> start, int limit) throws SQLException {
    Optional<P> behind = start;
    for (int round = 1; ; round++) {
      List<R> rows = find(behind, limit + 1);
      if (rows.size() > limit) {
        List<R> page = new ArrayList<>(rows.subList(0, limit));
        return new Found<>(page, Optional.of(place(page.get(limit - 1))));
      }
      Optional<P> edge = edge(behind);
      if (edge.isEmpty()) {
        return new Found<>(rows, Optional.empty());
      }
      if (!rows.isEmpty() || round == MAX_ROUNDS) {
        return new Found<>(rows, edge);
      }
      behind = edge;
    }
  }
}
