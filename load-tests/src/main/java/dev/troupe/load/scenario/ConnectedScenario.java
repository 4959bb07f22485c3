package dev.troupe.load.scenario;

import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.load.measure.Ending;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.measure.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Ten thousand agents, almost all of them waiting. */
final class ConnectedScenario implements Scenario {

  private static final double HEAP_MIB = 1_024;
  private static final double BYTES_A_WAITING_AGENT = 4_096;
  private static final double HAND_OVER_P99_MS = 150;
  private static final int WAIT_SECONDS = 40;
  private static final int THINK_MILLIS = 1_000;
  private static final long RAMP_MILLIS = 20_000;
  private static final long PATIENCE_SECONDS = 90;
  private static final double MIB = 1024 * 1024;

  @Override
  public String name() {
    return "fleet-10k";
  }

  @Override
  public String description() {
    return "10,000 agents hold a connection and wait for work, 50 items a second come. All are served, none is refused; less than 1 GiB of heap in use on all nodes, less"
      + " than 4 KiB of it for each waiting agent; p99 from the intended add to an agent's hands below 150 ms.";
  }

  @Override
  public Plan defaults() {
    return new Plan(10_000, 0, 50, Duration.ofSeconds(60), 1, 1);
  }

  /** One node takes them all: its bounds for connections and for claims that wait are below that by default. */
  @Override
  public Map<String, String> nodeSettings() {
    return Map.of("TROUPE_MAX_CONNECTIONS", "16384", "TROUPE_MAX_WAITING", "12000");
  }

  @Override
  public Findings play(Run run) throws InterruptedException {
    Plan plan = run.plan();
    List<Voice> agents = run.agents(plan.agents(), 1);
    long before = heap(run.cluster());
    FleetRun fleet = FleetRun.start(run.stage(), agents, Behaviour.diligent(THINK_MILLIS, WAIT_SECONDS), Shape.USUAL, plan.seed(), RAMP_MILLIS);
    Thread.sleep(RAMP_MILLIS + RAMP_MILLIS / 4);
    long waiting = heap(run.cluster());
    run.measure();
    FleetRun.Done done = fleet.feed(Pace.random(plan.rate(), plan.seed()), plan.duration().toNanos(), PATIENCE_SECONDS);
    Map<Op, Meter.Point> totals = run.stage().meter().totals();
    Meter meter = run.stage().meter();
    List<Target> targets = new ArrayList<>();
    targets.add(Target.exactly("waiting calls refused or broken", meter.count(Op.WAIT, Ending.SHED) + meter.count(Op.WAIT, Ending.BROKEN)
      + meter.count(Op.WAIT, Ending.REFUSED), 0));
    targets.add(Target.below("p99 of hand_over, ms", totals.containsKey(Op.HAND_OVER) ? totals.get(Op.HAND_OVER).p99Ms() : Double.MAX_VALUE, HAND_OVER_P99_MS, ""));
    targets.add(Target.exactly("items added and not completed", done.unfinished(), 0));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("items_completed", done.completed());
    if (before > 0 && waiting > 0) {
      targets.add(Target.below("heap in use with all waiting, MiB", waiting / MIB, HEAP_MIB, ""));
      figures.put("heap_mib_registered_not_waiting", Math.round(before / MIB));
      if (run.isFirst()) {
        double each = Math.max(0, waiting - before) / (double) plan.agents();
        targets.add(Target.below("heap for each waiting agent, bytes", each, BYTES_A_WAITING_AGENT, ""));
      } else {
        run.console().line("What a waiting agent takes is not told: agents of an earlier run leave the heap meanwhile.");
      }
    }
    return new Findings(targets, figures);
  }

  /** Of all nodes together; 0 when they are not of this machine. */
  static long heap(Optional<LocalCluster> cluster) throws InterruptedException {
    long sum = 0;
    for (ClusterRecord.Node node : cluster.map(LocalCluster::nodes).orElse(List.of())) {
      OptionalLong used = NodeMemory.heapAfterCollection(node.pid());
      if (used.isEmpty()) {
        return 0;
      }
      sum += used.getAsLong();
    }
    return sum;
  }
}
