package dev.troupe.load.scenario;

import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.measure.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How soon new work is in the hands of someone who waits. */
final class HandOverScenario implements Scenario {

  private static final int ADDERS = 20;

  @Override
  public String name() {
    return "handover";
  }

  @Override
  public String description() {
    return "100 agents wait; 200 items a second are added, at even distances, whether or not earlier ones are answered. From the intended add until an agent has it: p50 below 3 ms, p99 below 10 ms.";
  }

  @Override
  public Plan defaults() {
    return new Plan(100, 0, 200, Duration.ofSeconds(20), 1, 1);
  }

  @Override
  public Findings play(Run run) throws InterruptedException {
    Plan plan = run.plan();
    List<Voice> agents = run.agents(plan.agents(), 1);
    List<Voice> adders = run.stage().voices("adder", ADDERS);
    run.measure();
    HandOver.Done done = HandOver.run(run.stage(), agents, adders, Pace.even(plan.rate()), plan.duration().toNanos());
    Meter.Point times = run.stage().meter().totals().get(Op.HAND_OVER);
    double p50 = times == null ? Double.MAX_VALUE : times.p50Ms();
    double p99 = times == null ? Double.MAX_VALUE : times.p99Ms();
    return new Findings(List.of(Target.below("p50 of hand_over, ms", p50, 3, ""), Target.below("p99 of hand_over, ms", p99, 10, ""),
      Target.exactly("items added and not completed", done.added() - done.completed(), 0)), Map.of("items", done.completed()));
  }
}
