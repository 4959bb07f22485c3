package dev.troupe.load.scenario;

import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.load.measure.Numbers;
import dev.troupe.load.measure.ProcessCosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A cluster that nobody asks anything. */
final class IdleScenario implements Scenario {

  private static final double PERCENT_OF_A_PROCESSOR = 2;
  private static final long SETTLE_MILLIS = 60_000;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String description() {
    return "Three nodes that have worked (the warm-up) and then a minute to settle. Nothing is asked of them for another minute: each takes less than 2 % of a processor.";
  }

  @Override
  public Plan defaults() {
    return new Plan(1, 0, 0, Duration.ofSeconds(60), 3, 1);
  }

  @Override
  public Findings play(Run run) throws InterruptedException {
    List<Long> nodes = run.ownCluster("idle looks at the processes of its nodes").nodes().stream().map(ClusterRecord.Node::pid).toList();
    Thread.sleep(SETTLE_MILLIS);
    run.measure();
    List<Double> before = seconds(nodes);
    long start = System.nanoTime();
    Thread.sleep(run.plan().duration().toMillis());
    double elapsed = (System.nanoTime() - start) / 1e9;
    List<Double> after = seconds(nodes);
    List<Double> percent = new ArrayList<>();
    for (int node = 0; node < nodes.size(); node++) {
      percent.add(Numbers.hundredths(100 * (after.get(node) - before.get(node)) / elapsed));
    }
    double busiest = percent.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("percent_of_a_processor_by_node", percent);
    figures.put("resident_mib_by_node", nodes.stream().map(ProcessCosts::residentMib).toList());
    return new Findings(List.of(Target.below("the busiest node, % of a processor", busiest, PERCENT_OF_A_PROCESSOR, "")), figures);
  }

  private static List<Double> seconds(List<Long> nodes) {
    return nodes.stream().map(node -> ProcessCosts.cpuSeconds(List.of(node))).toList();
  }
}
