package dev.troupe.load.chaos.fault;

import dev.troupe.load.chaos.arena.Arena;
import dev.troupe.load.chaos.arena.NetworkLab;
import dev.troupe.load.chaos.fault.Fault.Need;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What happens between nodes, and between clients and nodes. Clients and PostgreSQL stay within reach of every side of a partition: the harder case. */
final class NetworkFaults {

  private static final double MOST_ANSWERS = 0.3;
  private static final Duration LATE = Duration.ofMillis(400);

  private NetworkFaults() {
  }

  static List<Fault> all() {
    return List.of(
      Fault.of("lost-answers", 6, (arena, random) -> {
        arena.nodes().forEach(node -> node.http().loseAnswers(MOST_ANSWERS));
        return List.of();
      }, NetworkFaults::healWays),
      Fault.of("late-requests", 6, (arena, random) -> {
        arena.nodes().forEach(node -> node.http().delay(LATE));
        return List.of();
      }, NetworkFaults::healWays),
      Fault.of("partition-minority", 12, (arena, random) -> split(arena, ProcessFaults.some(arena, random, (size(arena) - 1) / 2)),
        NetworkFaults::heal, Need.NAMESPACES),
      Fault.of("partition-majority", 12, (arena, random) -> split(arena, ProcessFaults.some(arena, random, size(arena) / 2 + 1)),
        NetworkFaults::heal, Need.NAMESPACES),
      Fault.of("partition-all", 8, (arena, random) -> {
        for (int node : ProcessFaults.everyone(arena)) {
          split(arena, List.of(node));
        }
        return ProcessFaults.everyone(arena);
      }, NetworkFaults::heal, Need.NAMESPACES),
      Fault.of("partition-asymmetric", 12, (arena, random) -> {
        List<Integer> two = ProcessFaults.some(arena, random, 2);
        lab(arena).drop(two.get(0), two.get(1));
        return two;
      }, NetworkFaults::heal, Need.NAMESPACES),
      Fault.of("partition-flapping", 1, NetworkFaults::flap, NetworkFaults::heal, Need.NAMESPACES),
      Fault.of("net-loss", 8, (arena, random) -> onEach(arena, node -> lab(arena).lose(node, 0.1)), NetworkFaults::heal, Need.NAMESPACES),
      Fault.of("net-slow", 8, (arena, random) -> onEach(arena, node -> lab(arena).slow(node, 2_000, 400)), NetworkFaults::heal, Need.NAMESPACES),
      Fault.of("net-duplicate", 8, (arena, random) -> onEach(arena, node -> lab(arena).duplicate(node)), NetworkFaults::heal, Need.NAMESPACES));
  }

  @FunctionalInterface
  private interface OnNode {
    void does(int node) throws IOException;
  }

  private static List<Integer> onEach(Arena arena, OnNode action) throws IOException {
    for (int node : ProcessFaults.everyone(arena)) {
      action.does(node);
    }
    return ProcessFaults.everyone(arena);
  }

  /** @return the smaller side: what a reader of the report takes for the struck ones */
  private static List<Integer> split(Arena arena, List<Integer> side) throws IOException {
    List<Integer> others = ProcessFaults.everyone(arena).stream().filter(node -> !side.contains(node)).toList();
    for (int one : side) {
      for (int other : others) {
        lab(arena).drop(one, other);
        lab(arena).drop(other, one);
      }
    }
    return side.size() <= others.size() ? side : others;
  }

  /** On and off, in periods around those of the failure detector. */
  private static List<Integer> flap(Arena arena, Random random) throws IOException, InterruptedException {
    List<Integer> one = ProcessFaults.some(arena, random, 1);
    for (int turn = 0; turn < 4; turn++) {
      split(arena, one);
      Thread.sleep(1_000 + random.nextInt(2_500));
      lab(arena).heal();
      Thread.sleep(500 + random.nextInt(1_500));
    }
    return one;
  }

  private static void heal(Arena arena, List<Integer> struck) throws IOException {
    lab(arena).heal();
  }

  private static void healWays(Arena arena, List<Integer> struck) {
    arena.nodes().forEach(node -> node.http().heal());
  }

  private static NetworkLab lab(Arena arena) {
    return arena.network().orElseThrow();
  }

  private static int size(Arena arena) {
    return arena.firstNodes().size();
  }
}
