package dev.troupe.node.dispatch;

import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.DispatchCommand.Match;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.RequestId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The agents of a team that wait for work, in lanes of equal abilities; who has waited longest comes first. Bounded: a further one is refused.
 */
final class WaitingLine {
  private final int capacity;
  private final Map<Abilities, LinkedHashMap<Key, Waiter>> lanes = new HashMap<>();
  private final Map<Key, Waiter> waiters = new HashMap<>();
  private long arrivals;

  record Key(AgentId agent, RequestId request) {
    static Key of(Match match) {
      return new Key(match.agent(), match.requestId());
    }
  }

  private record Abilities(Set<String> capabilities, Set<String> workTypes) {}

  /** @param arrival its place in the line: lower came earlier */
  record Waiter(Match match, long arrival, long forgetAtNanos) {}

  WaitingLine(int capacity) {
    this.capacity = capacity;
  }

  int size() {
    return waiters.size();
  }

  boolean contains(Key key) {
    return waiters.containsKey(key);
  }

  /**
   * Takes its place at the end; one that waits already keeps its place.
   *
   * @param forgetAtNanos on the monotonic clock: when to forget it though nobody said that it is gone
   * @return false when the line is full
   */
  boolean add(Match match, long forgetAtNanos) {
    Key key = Key.of(match);
    Waiter before = waiters.get(key);
    if (before == null && waiters.size() >= capacity) {
      return false;
    }
    if (before != null) {
      lane(before.match()).remove(key);
    }
    Waiter waiter = new Waiter(match, before == null ? arrivals++ : before.arrival(), forgetAtNanos);
    waiters.put(key, waiter);
    lane(match).put(key, waiter);
    return true;
  }

  boolean remove(Key key) {
    Waiter waiter = waiters.remove(key);
    if (waiter == null) {
      return false;
    }
    Map<Key, Waiter> lane = lane(waiter.match());
    lane.remove(key);
    if (lane.isEmpty()) {
      lanes.remove(abilities(waiter.match()));
    }
    return true;
  }

  /** Takes out who has waited longest of those who may take this item. */
  Optional<Waiter> takeFor(ReadyWork work) {
    Waiter first = null;
    for (Map.Entry<Abilities, LinkedHashMap<Key, Waiter>> lane : lanes.entrySet()) {
      Abilities abilities = lane.getKey();
      boolean fits =
          MatchPolicy.mayTake(abilities.capabilities(), abilities.workTypes(), work.workType(), work.requires());
      if (fits) {
        Waiter head = lane.getValue().values().iterator().next();
        first = first == null || head.arrival() < first.arrival() ? head : first;
      }
    }
    if (first == null) {
      return Optional.empty();
    }
    remove(Key.of(first.match()));
    return Optional.of(first);
  }

  void forgetUntil(long nowNanos) {
    Iterator<Waiter> all = java.util.List.copyOf(waiters.values()).iterator();
    while (all.hasNext()) {
      Waiter waiter = all.next();
      if (nowNanos - waiter.forgetAtNanos() >= 0) {
        remove(Key.of(waiter.match()));
      }
    }
  }

  /** Everyone in the line. */
  Iterable<Match> all() {
    return waiters.values().stream().map(Waiter::match).toList();
  }

  private LinkedHashMap<Key, Waiter> lane(Match match) {
    return lanes.computeIfAbsent(abilities(match), abilities -> new LinkedHashMap<>());
  }

  private static Abilities abilities(Match match) {
    return new Abilities(match.capabilities(), match.workTypes());
  }
}
