package dev.troupe.load.scenario;

import dev.troupe.cli.CommandFailed;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.measure.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All scenarios, in the order they are listed in. */
public final class Scenarios {

  /** Everything that happens to real fleets, more often than there. */
  static final Behaviour MIXED = new Behaviour(10, 400, 2, 2, 0.05, 0.02, 0.03);
  /** Short leases, so that a stalled agent's item is another's within the run; attempts enough for every bad lot in a row. */
  static final Shape MIXED_SHAPE = new Shape(5, 20);

  private static final List<Scenario> ALL = List.of(
    new FleetScenario("steady", "100 agents that think half a second on average, 50 items a second at random distances. Of every call p95 below 100 ms and p99 below 150 ms.",
      new Plan(100, 0, 50, Duration.ofSeconds(60), 1, 1), Behaviour.diligent(500, 30), Shape.USUAL, plan -> Pace.random(plan.rate(), plan.seed()),
      (totals, done) -> {
        List<Target> targets = new ArrayList<>(Run.everyCall(totals, 95, 100));
        targets.addAll(Run.everyCall(totals, 99, 150));
        return targets;
      }),
    new FleetScenario("fleet-1k", "1,000 agents make 1,000 calls a second: 240 items a second, each added, claimed, reported on and completed. p99 of every call below 100 ms.",
      new Plan(1_000, 0, 240, Duration.ofSeconds(60), 1, 1), Behaviour.diligent(1_000, 30), Shape.USUAL, plan -> Pace.random(plan.rate(), plan.seed()),
      (totals, done) -> {
        List<Target> targets = new ArrayList<>(Run.everyCall(totals, 99, 100));
        targets.add(Target.atLeast("calls a second", done.callsPerSecond(), 900, ""));
        return targets;
      }),
    new ConnectedScenario(),
    new DrainScenario(),
    new BurstScenario(),
    new FleetScenario("handover", "100 agents wait; 200 items a second are added at even distances. From the intended add until an agent has it: p50 below 3 ms, p99 below 10 ms.",
      new Plan(100, 0, 200, Duration.ofSeconds(20), 1, 1), Behaviour.eager(), Shape.USUAL, plan -> Pace.even(plan.rate()),
      (totals, done) -> List.of(Target.below("p50 of hand_over, ms", handOver(totals, false), 3, ""),
        Target.below("p99 of hand_over, ms", handOver(totals, true), 10, ""))),
    new FleetScenario("mixed", "200 agents, 40 items a second, leases of 5 s: 5 % fail, 2 % stall beyond their lease, 3 % vanish and come back with an old token. Every item is"
      + " completed in the end; p99 of every call below 150 ms.",
      new Plan(200, 0, 40, Duration.ofSeconds(60), 1, 1), MIXED, MIXED_SHAPE, plan -> Pace.random(plan.rate(), plan.seed()),
      (totals, done) -> Run.everyCall(totals, 99, 150)),
    new LongHaulScenario(),
    new BacklogScenario(),
    new OverloadScenario(),
    new IdleScenario());

  private Scenarios() {
  }

  public static List<Scenario> all() {
    return ALL;
  }

  public static Scenario named(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst().orElseThrow(() -> new CommandFailed(
      "There is no scenario " + name + ". There are " + ALL.stream().map(Scenario::name).collect(Collectors.joining(", ")) + ", and compare."));
  }

  private static double handOver(Map<Op, Meter.Point> totals, boolean p99) {
    Meter.Point point = totals.get(Op.HAND_OVER);
    return point == null ? Double.MAX_VALUE : p99 ? point.p99Ms() : point.p50Ms();
  }
}
