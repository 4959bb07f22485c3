package dev.troupe.node.board;

import dev.troupe.node.board.BoardDatabase.Binding;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The conditions of a statement that is put together, and their values in the same order. */
final class Bindings {
  private final StringBuilder conditions = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  /** @param condition a constant of this program, with a question mark for each value */
  Bindings and(String condition, Object... more) {
    conditions.append(conditions.isEmpty() ? "" : " AND ").append(condition);
    values.addAll(List.of(more));
    return this;
  }

  /** {@code TRUE} when there is none. */
  String sql() {
    return conditions.isEmpty() ? "TRUE" : conditions.toString();
  }

  /** The values of these, of the next, and so on, in this order. */
  static Binding inOrder(Bindings first, Bindings second, Object... last) {
    List<Object> all = new ArrayList<>(first.values);
    all.addAll(second.values);
    all.addAll(List.of(last));
    return select -> bind(select, all);
  }

  private static void bind(PreparedStatement select, List<Object> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      select.setObject(i + 1, values.get(i));
    }
  }
}
