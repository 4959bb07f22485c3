package dev.troupe.load.scenario;

import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.measure.Pace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A fleet under an open loop of new work: the scenarios that differ only in their numbers. */
final class FleetScenario implements Scenario {

  private static final long PATIENCE_BEYOND_LEASES_SECONDS = 60;
  /** A registration is a stored event; a large fleet does not arrive in one second. */
  private static final double AGENTS_STARTING_PER_MILLI = 0.5;

  /** What is demanded beside that every item is completed. */
  interface Judge {
    List<Target> targets(Map<Op, Meter.Point> totals, FleetRun.Done done);
  }

  private final String name;
  private final String description;
  private final Plan defaults;
  private final Behaviour behaviour;
  private final Shape shape;
  private final Function<Plan, Pace> pace;
  private final Judge targets;

  FleetScenario(String name, String description, Plan defaults, Behaviour behaviour, Shape shape, Function<Plan, Pace> pace,
    Judge targets) {
    this.name = name;
    this.description = description;
    this.defaults = defaults;
    this.behaviour = behaviour;
    this.shape = shape;
    this.pace = pace;
    this.targets = targets;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Plan defaults() {
    return defaults;
  }

  @Override
  public Findings play(Run run) throws InterruptedException {
    Plan plan = run.plan();
    List<Voice> agents = run.agents(plan.agents(), 1);
    long ramp = Math.round(plan.agents() / AGENTS_STARTING_PER_MILLI);
    FleetRun fleet = FleetRun.start(run.stage(), agents, behaviour, shape, plan.seed(), ramp);
    Thread.sleep(ramp);
    run.measure();
    FleetRun.Done done = fleet.feed(pace.apply(plan), plan.duration().toNanos(), 3L * shape.leaseSeconds() + PATIENCE_BEYOND_LEASES_SECONDS);
    Map<Op, Meter.Point> totals = run.stage().meter().totals();
    List<Target> all = new ArrayList<>(targets.targets(totals, done));
    all.add(Target.exactly("items added and not completed", done.unfinished(), 0));
    return new Findings(all, figures(done));
  }

  private static Map<String, Object> figures(FleetRun.Done done) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("items_added", done.added());
    figures.put("items_completed", done.completed());
    figures.put("calls_per_second", done.callsPerSecond());
    figures.putAll(done.happenings());
    return figures;
  }
}
