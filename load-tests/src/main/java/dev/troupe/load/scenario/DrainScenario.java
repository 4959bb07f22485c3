package dev.troupe.load.scenario;

import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A full queue, emptied as fast as the agents can. */
final class DrainScenario implements Scenario {

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public String description() {
    return "10,000 items are there; 100 agents claim and complete one a call, as fast as they are answered. All are completed, p99 of each call below 150 ms.";
  }

  @Override
  public Plan defaults() {
    return new Plan(100, 10_000, 0, Duration.ofMinutes(10), 1, 1);
  }

  @Override
  public Findings play(Run run) throws InterruptedException {
    Plan plan = run.plan();
    List<Voice> agents = run.agents(plan.agents(), 1);
    run.addBeforehand(plan.items());
    run.measure();
    long start = System.nanoTime();
    Workers.Done done = Run.await(Workers.run(run.stage(), agents, 1, plan.items(), start + plan.duration().toNanos()));
    double perSecond = done.items() * 1e9 / (done.nanos() - start);
    Map<Op, Meter.Point> totals = run.stage().meter().totals();
    List<Target> targets = new ArrayList<>(Run.everyCall(totals, 99, 150));
    targets.add(Target.exactly("items completed", done.items(), plan.items()));
    return new Findings(targets, Map.of("items_per_second", Math.round(perSecond * 10) / 10.0));
  }
}
