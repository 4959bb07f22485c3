package dev.troupe.node.dispatch;

import dev.troupe.protocol.DispatchCommand.Match;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.WorkId;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The items of a team that can be claimed, as far as its dispatcher knows. Kept in lanes of equal demands, so that finding the best item for an
 * agent costs the number of lanes, not of items. Bounded: the least urgent is left out, and comes back with the next reload.
 */
final class Backlog {
  /**
   * Handed-out items that are remembered, and how long, so that a read side that lags does not offer them again: each that is forgotten too early is proposed
   * once more, for which it has to be read back into memory. About 150 bytes each.
   */
  private static final int MAX_GONE = 100_000;

  private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** As the read side orders what is ready: by priority, however long it has waited. */
  private static final Comparator<ReadyWork> AS_READ = Comparator.comparing(ReadyWork::priority).thenComparing(MatchPolicy.OLDER_FIRST);

  private final MatchPolicy policy;
  private final int capacity;
  private final Map<Demands, Lane> lanes = new HashMap<>();
  private final Map<WorkId, ReadyWork> items = new HashMap<>();
  private final Map<WorkId, Gone> gone =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WorkId, Gone> eldest) {
          return size() > MAX_GONE;
        }
      };
  private boolean incomplete = true;

  private record Gone(long version, long atNanos) {}

  private record Demands(String workType, Set<String> requires) {}

  private static final class Lane {
    final Map<Priority, TreeSet<ReadyWork>> byPriority = new EnumMap<>(Priority.class);

    ReadyWork last() {
      return byPriority.values().stream().map(TreeSet::last).max(AS_READ).orElseThrow();
    }

    /** The better one of a given item, which may be null, and the best in here. */
    ReadyWork better(ReadyWork other, Comparator<ReadyWork> order) {
      ReadyWork best = other;
      for (TreeSet<ReadyWork> queue : byPriority.values()) {
        ReadyWork first = queue.first();
        best = best == null || order.compare(first, best) < 0 ? first : best;
      }
      return best;
    }
  }

  /** @param capacity how many items it holds at most */
  Backlog(MatchPolicy policy, int capacity) {
    this.policy = policy;
    this.capacity = capacity;
  }

  int size() {
    return items.size();
  }

  /** Whether the read side may hold items that are not in here. */
  boolean isIncomplete() {
    return incomplete;
  }

  /** The read side is about to tell everything it holds. */
  void markComplete() {
    incomplete = false;
  }

  /** The read side has told of items that were not in here, and may hold more of them. */
  void markIncomplete() {
    incomplete = true;
  }

  /** Takes in what an item said of itself: it is the truth. */
  void add(ReadyWork work) {
    gone.remove(work.id());
    put(work);
  }

  /**
   * Takes in what the read side says, which may be old.
   *
   * @return whether it was news
   */
  boolean offer(ReadyWork work) {
    Gone known = gone.get(work.id());
    if (known != null && work.version() <= known.version() || items.containsKey(work.id())) {
      return false;
    }
    put(work);
    return true;
  }

  /** Takes out the best item for an agent. */
  Optional<ReadyWork> takeFor(Match match, Instant now) {
    Comparator<ReadyWork> order = policy.order(now);
    ReadyWork best = null;
    for (Map.Entry<Demands, Lane> lane : lanes.entrySet()) {
      if (mayTake(match, lane.getKey())) {
        best = lane.getValue().better(best, order);
      }
    }
    if (best != null) {
      remove(best);
    }
    return Optional.ofNullable(best);
  }

  boolean hasFor(Match match) {
    return lanes.keySet().stream().anyMatch(demands -> mayTake(match, demands));
  }

  /**
   * The item is no longer to be claimed.
   *
   * @param version of the item when it was so; an older offer is not believed
   * @param nowNanos on the monotonic clock
   */
  void gone(WorkId id, long version, long nowNanos) {
    gone.merge(id, new Gone(version, nowNanos), (before, told) -> before.version() < version ? told : before);
    ReadyWork known = items.get(id);
    if (known != null && known.version() < version) {
      remove(known);
    }
  }

  /** Forgets what was handed out long ago. */
  void tick(long nowNanos) {
    Iterator<Gone> oldest = gone.values().iterator();
    while (oldest.hasNext() && nowNanos - oldest.next().atNanos() > GONE_NANOS) {
      oldest.remove();
    }
  }

  private void put(ReadyWork work) {
    ReadyWork before = items.get(work.id());
    if (before != null) {
      remove(before);
    } else if (items.size() >= capacity) {
      incomplete = true;
      ReadyWork last = last();
      if (AS_READ.compare(work, last) >= 0) {
        return;
      }
      remove(last);
    }
    items.put(work.id(), work);
    lanes
        .computeIfAbsent(new Demands(work.workType(), work.requires()), demands -> new Lane())
        .byPriority
        .computeIfAbsent(work.priority(), priority -> new TreeSet<>(MatchPolicy.OLDER_FIRST))
        .add(work);
  }

  /** The least urgent, by the order in which the read side tells them. */
  private ReadyWork last() {
    return lanes.values().stream().map(Lane::last).max(AS_READ).orElseThrow();
  }

  private void remove(ReadyWork work) {
    items.remove(work.id());
    Demands demands = new Demands(work.workType(), work.requires());
    Lane lane = lanes.get(demands);
    TreeSet<ReadyWork> queue = lane.byPriority.get(work.priority());
    queue.remove(work);
    if (queue.isEmpty()) {
      lane.byPriority.remove(work.priority());
    }
    if (lane.byPriority.isEmpty()) {
      lanes.remove(demands);
    }
  }

  private static boolean mayTake(Match match, Demands demands) {
    return MatchPolicy.mayTake(match.capabilities(), match.workTypes(), demands.workType(), demands.requires());
  }
}
