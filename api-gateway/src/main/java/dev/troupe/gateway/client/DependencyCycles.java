package dev.troupe.gateway.client;

import dev.troupe.protocol.WorkId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the order in which items can be added so that each finds its dependencies there, and the cycles that make it impossible
 * (Kahn, "Topological sorting of large networks", 1962). Iterative, in time proportional to items plus dependencies, so that a long
 * chain cannot exhaust the stack. Cycles through items that are stored already cannot arise: an item is only added when what it
 * depends on exists, and its dependencies never change.
 */
final class DependencyCycles {
  private DependencyCycles() {}

  /**
   * @param waves the items in layers: each depends only on items of earlier layers, or on items that were not given
   * @param cycles for each item that is on a cycle, or waits for one, that cycle: begins and ends with the same item
   */
  record Order(List<List<WorkId>> waves, Map<WorkId, List<WorkId>> cycles) {}

  /** @param dependsOn what each item waits for; its iteration order is kept inside a wave */
  static Order order(Map<WorkId, List<WorkId>> dependsOn) {
    Map<WorkId, Integer> open = new LinkedHashMap<>();
    Map<WorkId, List<WorkId>> dependents = new HashMap<>();
    dependsOn.forEach(
        (item, dependencies) -> {
          int inside = 0;
          for (WorkId dependency : dependencies) {
            if (dependsOn.containsKey(dependency)) {
              dependents.computeIfAbsent(dependency, key -> new ArrayList<>()).add(item);
              inside++;
            }
          }
          open.put(item, inside);
        });
    List<List<WorkId>> waves = peel(open, dependents);
    return new Order(waves, cyclesAmong(open, dependsOn));
  }

  /** Takes off layer by layer what waits for nothing; leaves in {@code open} what waits for a cycle. */
  private static List<List<WorkId>> peel(Map<WorkId, Integer> open, Map<WorkId, List<WorkId>> dependents) {
    List<List<WorkId>> waves = new ArrayList<>();
    List<WorkId> wave = new ArrayList<>();
    open.forEach(
        (item, waitsFor) -> {
          if (waitsFor == 0) {
            wave.add(item);
          }
        });
    List<WorkId> current = wave;
    while (!current.isEmpty()) {
      waves.add(List.copyOf(current));
      List<WorkId> next = new ArrayList<>();
      for (WorkId done : current) {
        open.remove(done);
        for (WorkId dependent : dependents.getOrDefault(done, List.of())) {
          if (open.merge(dependent, -1, Integer::sum) == 0) {
            next.add(dependent);
          }
        }
      }
      current = next;
    }
    return waves;
  }

  /** From each item that is left, walks along what it waits for until an item comes up again, or one whose cycle is known. */
  private static Map<WorkId, List<WorkId>> cyclesAmong(Map<WorkId, Integer> left, Map<WorkId, List<WorkId>> dependsOn) {
    Map<WorkId, List<WorkId>> cycles = new LinkedHashMap<>();
    for (WorkId start : left.keySet()) {
      Map<WorkId, Integer> positions = new HashMap<>();
      ArrayDeque<WorkId> walk = new ArrayDeque<>();
      WorkId at = start;
      while (!cycles.containsKey(at) && !positions.containsKey(at)) {
        positions.put(at, walk.size());
        walk.addLast(at);
        at = firstLeft(dependsOn.get(at), left);
      }
      List<WorkId> cycle = cycles.containsKey(at) ? cycles.get(at) : close(walk, positions.get(at), at);
      walk.forEach(item -> cycles.put(item, cycle));
    }
    return cycles;
  }

  private static WorkId firstLeft(List<WorkId> dependencies, Map<WorkId, Integer> left) {
    for (WorkId dependency : dependencies) {
      if (left.containsKey(dependency)) {
        return dependency;
      }
    }
    throw new IllegalStateException("An item is left over, but what it waits for is not.");
  }

  private static List<WorkId> close(ArrayDeque<WorkId> walk, int from, WorkId again) {
    List<WorkId> cycle = new ArrayList<>(new ArrayList<>(walk).subList(from, walk.size()));
    cycle.add(again);
    return List.copyOf(cycle);
  }
}
