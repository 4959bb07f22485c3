package dev.troupe.load.baseline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Who waits for work of a team, and how work that comes while someone looks in vain is not missed. Safe from any thread. */
final class WaitingAgents {

  private final Map<String, Line> teams = new HashMap<>();

  private static final class Line {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long arrivals;
  }

  /** To be asked before looking for work, and told to {@link #await}. */
  synchronized long arrivals(String team) {
    return line(team).arrivals;
  }

  /** Wakes the waiter at the next arrival; at once when there was one since {@code seen}. */
  void await(String team, long seen, Runnable waiter) {
    synchronized (this) {
      if (line(team).arrivals == seen) {
        line(team).waiting.add(waiter);
        return;
      }
    }
    waiter.run();
  }

  /** @return whether it had not been woken */
  synchronized boolean forget(String team, Runnable waiter) {
    return line(team).waiting.remove(waiter);
  }

  /** So many items have become ready: as many who wait look again, those first who have waited longest. */
  void arrived(String team, int items) {
    for (int woken = 0; woken < items; woken++) {
      Runnable next;
      synchronized (this) {
        line(team).arrivals++;
        next = line(team).waiting.poll();
      }
      if (next != null) {
        next.run();
      }
    }
  }

  private Line line(String team) {
    return teams.computeIfAbsent(team, name -> new Line());
  }
}
