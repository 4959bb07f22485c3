package dev.troupe.load.chaos.fault;

import dev.troupe.load.chaos.arena.Arena;
import dev.troupe.load.chaos.arena.Node;
import dev.troupe.load.chaos.fault.Fault.Need;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What happens to node processes. */
final class ProcessFaults {

  /** Longer than failure detector, stable-after and removal together. */
  private static final int PAUSE_SECONDS = 9;
  private static final int READY_LIMIT_SECONDS = 60;

  private ProcessFaults() {
  }

  static List<Fault> all() {
    return List.of(
      Fault.of("kill-one", 3, (arena, random) -> kill(arena, some(arena, random, 1)), ProcessFaults::start),
      Fault.of("kill-two", 4, (arena, random) -> kill(arena, some(arena, random, 2)), ProcessFaults::start),
      Fault.of("kill-all", 1, (arena, random) -> kill(arena, everyone(arena)), ProcessFaults::start),
      Fault.of("pause-short", 2, (arena, random) -> pause(arena, some(arena, random, 1)), ProcessFaults::resume),
      Fault.of("pause-one", PAUSE_SECONDS, (arena, random) -> pause(arena, some(arena, random, 1)), ProcessFaults::resume),
      Fault.of("pause-two", PAUSE_SECONDS, (arena, random) -> pause(arena, some(arena, random, 2)), ProcessFaults::resume),
      Fault.of("pause-all", PAUSE_SECONDS, (arena, random) -> pause(arena, everyone(arena)), ProcessFaults::resume),
      Fault.of("rolling-restart", 0, ProcessFaults::rollingRestart, (arena, struck) -> { }),
      Fault.of("scale", 6, ProcessFaults::scaleUp, ProcessFaults::scaleDown, Need.MORE_NODES),
      Fault.of("small-heap", 10, ProcessFaults::smallHeap, ProcessFaults::usualHeap),
      Fault.of("clock-forward", 8, (arena, random) -> jump(arena, random, Duration.ofHours(1)), ProcessFaults::clocksBack, Need.CLOCKS),
      Fault.of("clock-back", 8, (arena, random) -> jump(arena, random, Duration.ofHours(-1)), ProcessFaults::clocksBack, Need.CLOCKS));
  }

  /** So many of the nodes that run from the start. */
  static List<Integer> some(Arena arena, Random random, int count) {
    List<Integer> numbers = new ArrayList<>(everyone(arena));
    Collections.shuffle(numbers, random);
    return numbers.subList(0, count);
  }

  static List<Integer> everyone(Arena arena) {
    return arena.firstNodes().stream().map(Node::number).toList();
  }

  static Node node(Arena arena, int number) {
    return arena.nodes().get(number - 1);
  }

  private static List<Integer> kill(Arena arena, List<Integer> numbers) {
    numbers.parallelStream().forEach(number -> node(arena, number).kill());
    return numbers;
  }

  private static void start(Arena arena, List<Integer> numbers) throws IOException {
    for (int number : numbers) {
      node(arena, number).start();
    }
  }

  private static List<Integer> pause(Arena arena, List<Integer> numbers) {
    numbers.forEach(number -> node(arena, number).pause());
    return numbers;
  }

  private static void resume(Arena arena, List<Integer> numbers) {
    numbers.forEach(number -> node(arena, number).resume());
  }

  private static List<Integer> rollingRestart(Arena arena, Random random) throws IOException, InterruptedException {
    for (int number : everyone(arena)) {
      node(arena, number).shutDown();
      node(arena, number).start();
      arena.awaitReady(Duration.ofSeconds(READY_LIMIT_SECONDS));
    }
    return everyone(arena);
  }

  private static List<Integer> scaleUp(Arena arena, Random random) throws IOException, InterruptedException {
    List<Integer> added = arena.nodes().stream().map(Node::number).filter(number -> number > arena.firstNodes().size()).toList();
    start(arena, added);
    arena.awaitReady(Duration.ofSeconds(READY_LIMIT_SECONDS));
    return added;
  }

  private static void scaleDown(Arena arena, List<Integer> added) {
    added.forEach(number -> node(arena, number).shutDown());
  }

  /** Too little to work in: it collects garbage without end, or gives up and is started again. */
  private static List<Integer> smallHeap(Arena arena, Random random) throws IOException {
    List<Integer> one = some(arena, random, 1);
    Node node = node(arena, one.get(0));
    node.heap("56m");
    node.kill();
    node.start();
    return one;
  }

  private static void usualHeap(Arena arena, List<Integer> one) throws IOException {
    Node node = node(arena, one.get(0));
    node.heap(null);
    node.kill();
    node.start();
  }

  private static List<Integer> jump(Arena arena, Random random, Duration by) throws IOException {
    List<Integer> one = some(arena, random, 1);
    arena.clocks().orElseThrow().jump(one.get(0), by);
    return one;
  }

  private static void clocksBack(Arena arena, List<Integer> numbers) throws IOException {
    for (int number : numbers) {
      arena.clocks().orElseThrow().jump(number, Duration.ZERO);
    }
  }
}
