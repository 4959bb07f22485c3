package dev.troupe.node.board;

import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows the projection wrote last, so that an item's next event need not read back what was just written. Only what may still change; bounded, the row not
 * asked for the longest time goes first.
 */
final class RecentRows {
  /** About 600 bytes each. */
  private static final int MOST = 30_000;

  private final Map<WorkId, BoardRow> rows =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WorkId, BoardRow> eldest) {
          return size() > MOST;
        }
      };

  /** Those of them that are in here. */
  Map<WorkId, BoardRow> of(Collection<WorkId> ids) {
    Map<WorkId, BoardRow> found = new HashMap<>();
    for (WorkId id : ids) {
      BoardRow row = rows.get(id);
      if (row != null) {
        found.put(id, row);
      }
    }
    return found;
  }

  /** These are stored. */
  void now(Collection<BoardRow> stored) {
    for (BoardRow row : stored) {
      if (row.status() == WorkStatus.COMPLETED || row.status() == WorkStatus.CANCELLED) {
        rows.remove(row.card().id());
      } else {
        rows.put(row.card().id(), row);
      }
    }
  }
}
