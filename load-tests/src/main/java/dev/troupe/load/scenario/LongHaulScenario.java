package dev.troupe.load.scenario;

import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.measure.Pace;
import dev.troupe.load.measure.ProcessCosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Hours of everything, and whether the last is like the first. */
final class LongHaulScenario implements Scenario {

  private static final double SLOWER = 2;
  private static final double LARGER = 1.25;
  private static final long SAMPLE_SECONDS = 5;
  private static final long PATIENCE_SECONDS = 120;
  private static final long RAMP_MILLIS = 5_000;

  @Override
  public String name() {
    return "long-haul";
  }

  @Override
  public String description() {
    return "200 agents, 20 items a second, four hours, with failures, stalls and agents that vanish. The last quarter is like the first: the seconds' median p99 of complete at"
      + " most twice as long, the nodes' resident memory at most a quarter larger.";
  }

  @Override
  public Plan defaults() {
    return new Plan(200, 0, 20, Duration.ofHours(4), 1, 1);
  }

  @Override
  public Findings play(Run run) throws InterruptedException {
    Plan plan = run.plan();
    List<Voice> agents = run.agents(plan.agents(), 1);
    FleetRun fleet = FleetRun.start(run.stage(), agents, Scenarios.MIXED, Scenarios.MIXED_SHAPE, plan.seed(), RAMP_MILLIS);
    Thread.sleep(RAMP_MILLIS);
    run.measure();
    List<Double> resident = new CopyOnWriteArrayList<>();
    ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
    List<Long> pids = run.cluster().map(cluster -> cluster.nodes().stream().map(ClusterRecord.Node::pid).toList()).orElse(List.of());
    sampler.scheduleAtFixedRate(() -> resident.add((double) pids.stream().mapToLong(ProcessCosts::residentMib).sum()), 0, SAMPLE_SECONDS, TimeUnit.SECONDS);
    FleetRun.Done done;
    try {
      done = fleet.feed(Pace.random(plan.rate(), plan.seed()), plan.duration().toNanos(), PATIENCE_SECONDS);
    } finally {
      sampler.shutdownNow();
    }
    run.stage().meter().totals();
    List<Double> p99s = new ArrayList<>();
    for (Meter.Second second : run.stage().meter().series()) {
      Meter.Point point = second.points().get(Op.COMPLETE);
      if (point != null && point.done() > 0) {
        p99s.add(point.p99Ms());
      }
    }
    List<Target> targets = new ArrayList<>(List.of(
      Target.exactly("items added and not completed", done.unfinished(), 0),
      Target.atMost("p99 of complete, last quarter to first", lastToFirst(p99s), SLOWER, "")));
    if (!pids.isEmpty()) {
      targets.add(Target.atMost("resident memory, last quarter to first", lastToFirst(resident), LARGER, ""));
    }
    Map<String, Object> figures = new LinkedHashMap<>(done.happenings());
    figures.put("items_completed", done.completed());
    return new Findings(targets, figures);
  }

  /** The median of the last quarter in units of the first's; 0 when there are too few. */
  static double lastToFirst(List<Double> values) {
    int quarter = values.size() / 4;
    if (quarter == 0) {
      return 0;
    }
    double first = median(values.subList(0, quarter));
    return first == 0 ? 0 : median(values.subList(values.size() - quarter, values.size())) / first;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
