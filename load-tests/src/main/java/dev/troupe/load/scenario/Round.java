package dev.troupe.load.scenario;

import dev.troupe.load.fleet.Latencies;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.measure.Pace;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** The strokes of a comparison, on one service: adds and completions, one a call and in batches, and hand-overs to waiting agents. */
public final class Round {

  private static final int MOST_ADDED_IN_BATCHES = 60_000;
  private static final int CAPACITY = 100;
  private static final long SETTLE_MILLIS = 500;
  private static final long HAND_OVER_PATIENCE_SECONDS = 15;

  /** @param handOversPerSecond items added while all agents wait */
  public record Plan(int agents, int batch, double seconds, double handOversPerSecond) {
  }

  /**
   * One stroke.
   *
   * @param cpuMicrosPerItem processor time of the service's processes and of PostgreSQL for one item
   * @param generatorMicrosPerItem the same for this process
   */
  public record Stroke(double itemsPerSecond, Map<Op, Meter.Point> calls, double cpuMicrosPerItem, double databaseMicrosPerItem, double generatorMicrosPerItem) {
  }

  /** Processor seconds so far of the service, of PostgreSQL, and of this process. */
  public record Costs(DoubleSupplier service, DoubleSupplier database, DoubleSupplier generator) {
  }

  /** Returns when the service has done what it put off. */
  public interface Calm {
    void await() throws InterruptedException;
  }

  /**
   * @param handOver milliseconds from the intended add until an agent has the item
   * @param notHandedOver items that nobody had completed after 15 s
   */
  public record Outcome(Stroke adds, Stroke addsInBatches, Stroke items, Stroke itemsInBatches, Stroke handOvers, Latencies.Summary handOver,
    long notHandedOver) {
  }

  private final Plan plan;
  private final Costs costs;
  private final Calm calm;
  private double[] costsBefore;

  private Round(Plan plan, Costs costs, Calm calm) {
    this.plan = plan;
    this.costs = costs;
    this.calm = calm;
  }

  /** @param calm after each stroke, so that what it put off (projections, say) counts among its costs and is not in the way of the next */
  public static Outcome run(Stage queue, Stage handOver, Plan plan, Costs costs, Calm calm) throws InterruptedException {
    return new Round(plan, costs, calm).run(queue, handOver);
  }

  private Outcome run(Stage stage, Stage other) throws InterruptedException {
    List<Voice> agents = stage.voices("agent", plan.agents());
    List<Voice> adders = stage.voices("adder", plan.agents());
    Stage.register(agents, CAPACITY).join();
    begin(stage);
    long start = System.nanoTime();
    long added = Adders.run(stage, adders, 1, Integer.MAX_VALUE, start + nanos(1)).join();
    Stroke adds = ended(stage, added, start, System.nanoTime());
    begin(stage);
    start = System.nanoTime();
    long inBatches = Adders.run(stage, adders, plan.batch(), MOST_ADDED_IN_BATCHES, start + nanos(1)).join();
    Stroke addsInBatches = ended(stage, inBatches, start, System.nanoTime());
    begin(stage);
    start = System.nanoTime();
    Workers.Done one = Workers.run(stage, agents, 1, added + inBatches, start + nanos(1)).join();
    Stroke items = ended(stage, one.items(), start, one.nanos());
    begin(stage);
    start = System.nanoTime();
    Workers.Done all = Workers.run(stage, agents, plan.batch(), added + inBatches - one.items(), start + nanos(3)).join();
    Stroke itemsInBatches = ended(stage, all.items(), start, all.nanos());
    return handedOver(other, adds, addsInBatches, items, itemsInBatches);
  }

  private Outcome handedOver(Stage stage, Stroke adds, Stroke addsInBatches, Stroke items, Stroke itemsInBatches) throws InterruptedException {
    List<Voice> agents = stage.voices("waiter", plan.agents());
    Stage.register(agents, 1).join();
    FleetRun fleet = FleetRun.start(stage, agents, Behaviour.eager(), Shape.USUAL, 1, SETTLE_MILLIS);
    Thread.sleep(SETTLE_MILLIS);
    begin(stage);
    long start = System.nanoTime();
    FleetRun.Done done = fleet.feed(Pace.even(plan.handOversPerSecond()), nanos(1), HAND_OVER_PATIENCE_SECONDS);
    Stroke stroke = ended(stage, done.completed(), start, System.nanoTime());
    Meter.Point times = stroke.calls().get(Op.HAND_OVER);
    return new Outcome(adds, addsInBatches, items, itemsInBatches, stroke,
      times == null ? new Latencies.Summary(0, 0, 0, 0) : new Latencies.Summary(times.p50Ms(), times.p95Ms(), times.p99Ms(), times.maxMs()),
      done.unfinished());
  }

  private void begin(Stage stage) {
    stage.meter().restart();
    costsBefore = costsNow();
  }

  private Stroke ended(Stage stage, long items, long start, long end) throws InterruptedException {
    Map<Op, Meter.Point> calls = stage.meter().totals();
    calm.await();
    double[] now = costsNow();
    double perItem = 1e6 / Math.max(1, items);
    return new Stroke(items * 1e9 / Math.max(1, end - start), calls, (now[0] - costsBefore[0]) * perItem,
      (now[1] - costsBefore[1]) * perItem, (now[2] - costsBefore[2]) * perItem);
  }

  private double[] costsNow() {
    return new double[] {costs.service().getAsDouble(), costs.database().getAsDouble(), costs.generator().getAsDouble()};
  }

  private long nanos(int times) {
    return (long) (plan.seconds() * times * TimeUnit.SECONDS.toNanos(1));
  }
}
