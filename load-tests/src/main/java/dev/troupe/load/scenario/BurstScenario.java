package dev.troupe.load.scenario;

import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Agents wait, and much comes at once. */
final class BurstScenario implements Scenario {

  private static final int ADDERS = 20;
  private static final int BATCH = 100;
  private static final long RAMP_MILLIS = 500;
  private static final double SECONDS = 60;
  private static final double FIRST_MS = 1_000;

  @Override
  public String name() {
    return "burst";
  }

  @Override
  public String description() {
    return "100 agents wait; 10,000 items are added at once, in batches of 100 over 20 connections. The first is in an agent's hands within 1 s, the last completed within 60 s.";
  }

  @Override
  public Plan defaults() {
    return new Plan(100, 10_000, 0, Duration.ofMinutes(5), 1, 1);
  }

  @Override
  public Findings play(Run run) throws InterruptedException {
    Plan plan = run.plan();
    List<Voice> agents = run.agents(plan.agents(), 1);
    List<Voice> adders = run.stage().voices("burst", ADDERS);
    FleetRun fleet = FleetRun.start(run.stage(), agents, Behaviour.eager(), Shape.USUAL, plan.seed(), RAMP_MILLIS);
    Thread.sleep(2 * RAMP_MILLIS);
    run.measure();
    long start = System.nanoTime();
    long deadline = start + plan.duration().toNanos();
    var adding = Adders.run(run.stage(), adders, BATCH, plan.items(), deadline);
    double firstMs = -1;
    while (fleet.completedSoFar() < plan.items() && System.nanoTime() - deadline < 0) {
      Thread.sleep(1);
      if (firstMs < 0 && fleet.completedSoFar() > 0) {
        firstMs = (System.nanoTime() - start) / 1e6;
      }
    }
    double lastSeconds = (System.nanoTime() - start) / 1e9;
    long added = Run.await(adding);
    fleet.finish(0);
    Map<Op, Meter.Point> totals = run.stage().meter().totals();
    Meter.Point complete = totals.get(Op.COMPLETE);
    return new Findings(List.of(Target.exactly("items added", added, plan.items()),
      Target.exactly("items completed", fleet.completedSoFar(), plan.items()),
      Target.atMost("until the first is completed, ms", firstMs < 0 ? Double.MAX_VALUE : firstMs, FIRST_MS, ""),
      Target.atMost("until the last is completed, s", lastSeconds, SECONDS, "")),
      Map.of("complete_p99_ms", complete == null ? 0 : complete.p99Ms(), "items_per_second", Math.round(fleet.completedSoFar() / lastSeconds)));
  }
}
