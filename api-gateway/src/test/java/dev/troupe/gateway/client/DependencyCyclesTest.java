package dev.troupe.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.protocol.WorkId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DependencyCyclesTest {

  @Test
  void putsParentsBeforeChildren() {
    var order = DependencyCycles.order(graph("c: b a", "b: a", "a:", "d: elsewhere"));
    assertThat(order.waves()).containsExactly(ids("a", "d"), ids("b"), ids("c"));
    assertThat(order.cycles()).isEmpty();
  }

  @Test
  void namesTheCycleForThoseOnItAndThoseBehindIt() {
    var order = DependencyCycles.order(graph("behind: a", "a: b", "b: c", "c: a free", "free:"));
    assertThat(order.waves()).containsExactly(ids("free"));
    assertThat(order.cycles().keySet()).containsExactlyInAnyOrderElementsOf(ids("behind", "a", "b", "c"));
    assertThat(order.cycles().get(new WorkId("behind"))).isEqualTo(ids("a", "b", "c", "a"));
  }

  @Test
  void findsAnItemThatWaitsForItselfAndTwoCyclesApart() {
    var order = DependencyCycles.order(graph("a: a", "b: c", "c: b"));
    assertThat(order.waves()).isEmpty();
    assertThat(order.cycles()).containsEntry(new WorkId("a"), ids("a", "a")).containsEntry(new WorkId("c"), ids("b", "c", "b"));
  }

  @Test
  void takesAChainOfTenThousandWithAndWithoutACycle() {
    Map<WorkId, List<WorkId>> chain = new LinkedHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      chain.put(new WorkId("w-" + i), i == 9_999 ? List.of() : List.of(new WorkId("w-" + (i + 1))));
    }
    assertThat(DependencyCycles.order(chain).waves()).hasSize(10_000);
    chain.put(new WorkId("w-9999"), List.of(new WorkId("w-0")));
    var order = DependencyCycles.order(chain);
    assertThat(order.waves()).isEmpty();
    assertThat(order.cycles().get(new WorkId("w-5000"))).hasSize(10_001);
  }

  @Test
  void ordersRandomGraphsSoThatEveryDependencyComesFirst() {
    long seed = System.nanoTime();
    System.out.println("Seed: " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Map<WorkId, List<WorkId>> graph = random(random);
      var order = DependencyCycles.order(graph);
      Set<WorkId> before = new HashSet<>();
      for (List<WorkId> wave : order.waves()) {
        wave.forEach(item -> assertThat(graph.get(item)).as("seed %d", seed).allMatch(each -> before.contains(each) || !graph.containsKey(each)));
        before.addAll(wave);
      }
      assertThat(before.size() + order.cycles().size()).isEqualTo(graph.size());
      order.cycles().values().forEach(cycle -> assertIsCycle(graph, cycle, seed));
    }
  }

  private static void assertIsCycle(Map<WorkId, List<WorkId>> graph, List<WorkId> cycle, long seed) {
    assertThat(cycle.get(0)).as("seed %d", seed).isEqualTo(cycle.get(cycle.size() - 1));
    for (int i = 0; i + 1 < cycle.size(); i++) {
      assertThat(graph.get(cycle.get(i))).as("seed %d", seed).contains(cycle.get(i + 1));
    }
  }

  private static Map<WorkId, List<WorkId>> random(Random random) {
    int size = 1 + random.nextInt(12);
    Map<WorkId, List<WorkId>> graph = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      List<WorkId> dependsOn = new ArrayList<>();
      for (int j = 0; j < random.nextInt(3); j++) {
        dependsOn.add(new WorkId("w-" + random.nextInt(size + 2)));
      }
      graph.put(new WorkId("w-" + i), dependsOn.stream().distinct().toList());
    }
    return graph;
  }

  private static Map<WorkId, List<WorkId>> graph(String... lines) {
    Map<WorkId, List<WorkId>> graph = new LinkedHashMap<>();
    for (String line : lines) {
      String[] sides = line.split(":");
      graph.put(new WorkId(sides[0]), sides.length == 1 ? List.of() : ids(sides[1].trim().split(" ")));
    }
    return graph;
  }

  private static List<WorkId> ids(String... names) {
    return Stream.of(names).map(WorkId::new).toList();
  }
}
