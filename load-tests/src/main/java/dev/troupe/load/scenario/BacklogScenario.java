package dev.troupe.load.scenario;

import dev.troupe.cli.Console;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.load.TemporaryCluster;
import dev.troupe.load.measure.Numbers;
import dev.troupe.load.reads.GeneratedJournal;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A million stored items beside none, two clusters in turns. */
final class BacklogScenario implements Scenario {

  private static final double EVENTS_PER_ITEM = 2.97;
  /** Of the cluster with an empty store: as long as the other one is by default, so that neither runs code that is not compiled yet. */
  private static final long WARM_UP_SECONDS = 60;
  private static final int UNMEASURED = 2;
  private static final int ROUNDS = 3;
  private static final double SHARE = 0.9;
  private static final double MORE_HEAP_MIB = 64;
  private static final double MIB = 1024 * 1024;

  @Override
  public String name() {
    return "backlog-1m";
  }

  @Override
  public String description() {
    return "A million items are stored (95 of 100 completed, 1 ready). 100 callers add, claim and complete, closed loop, on this cluster and on one with an empty store, in turns."
      + " At least 90 % of the empty one's speed, in the median of three rounds; at most 64 MiB more heap in use.";
  }

  @Override
  public Plan defaults() {
    return new Plan(100, 1_000_000, 0, Duration.ofSeconds(10), 1, 1);
  }

  @Override
  public Findings play(Run run) throws Exception {
    run.ownCluster("backlog-1m writes the million straight into the database");
    Plan plan = run.plan();
    try (TemporaryCluster empty = TemporaryCluster.start(null, plan.nodes(), run.console());
      Stage other = new Stage(empty.cluster().urls(), Optional.empty())) {
      run.console().line("Warming up the cluster with an empty store for " + WARM_UP_SECONDS + " s ...");
      Warmth.up(empty.cluster().urls(), Optional.empty(), WARM_UP_SECONDS);
      List<Voice> fullCallers = run.agents(plan.agents(), 10);
      List<Voice> emptyCallers = other.voices("agent", plan.agents());
      Run.await(Stage.register(emptyCallers, 10));
      List<Double> shares = new ArrayList<>();
      List<Double> speeds = new ArrayList<>();
      Chain onFull = new Chain(run.stage());
      Chain onEmpty = new Chain(other);
      for (int round = 0; round < UNMEASURED; round++) {
        onFull.perSecond(fullCallers, end(plan));
        onEmpty.perSecond(emptyCallers, end(plan));
      }
      run.measure();
      MachineCosts costs = new MachineCosts(run.cluster());
      double items = 0;
      double nodeSeconds = 0;
      double postgresSeconds = 0;
      for (int round = 0; round < ROUNDS; round++) {
        double without = onEmpty.perSecond(emptyCallers, end(plan));
        costs.begin();
        double with = onFull.perSecond(fullCallers, end(plan));
        Report.Machine spent = costs.sinceBegin();
        items += with * plan.duration().toMillis() / 1_000;
        nodeSeconds += spent.nodesCpuSeconds();
        postgresSeconds += spent.postgresCpuSeconds();
        run.console().line(String.format("round %d: %.0f items/s with an empty store, %.0f with %d items", round + 1, without, with, plan.items()));
        speeds.add(with);
        shares.add(without == 0 ? 0 : with / without);
      }
      long fullHeap = ConnectedScenario.heap(run.cluster());
      long emptyHeap = ConnectedScenario.heap(Optional.of(empty.cluster()));
      List<Target> targets = new ArrayList<>(List.of(Target.atLeast("speed, share of the empty store's", Numbers.median(shares), SHARE, "")));
      if (fullHeap > 0 && emptyHeap > 0) {
        targets.add(Target.atMost("more heap in use, MiB", (fullHeap - emptyHeap) / MIB, MORE_HEAP_MIB, ""));
      }
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("items_per_second", Math.round(Numbers.median(speeds)));
      figures.put("nodes_cpu_ms_per_item", Numbers.hundredths(1_000 * nodeSeconds / Math.max(1, items)));
      figures.put("postgres_cpu_ms_per_item", Numbers.hundredths(1_000 * postgresSeconds / Math.max(1, items)));
      figures.put("shares", shares.stream().map(share -> Math.round(share * 1_000) / 1_000.0).toList());
      figures.put("heap_mib", Math.round(fullHeap / MIB));
      return new Findings(targets, figures);
    }
  }

  /** Written by SQL while no node runs: through the API it would take half an hour. */
  @Override
  public void prepare(LocalCluster cluster, Plan plan, Console console) throws IOException, SQLException {
    cluster.nodes().forEach(node -> cluster.kill(node.number()));
    long started = System.nanoTime();
    try (Connection connection = cluster.connect()) {
      long written = GeneratedJournal.write(connection, Math.round(plan.items() * EVENTS_PER_ITEM), console);
      console.line(String.format("%d items written in %.0f s", written, (System.nanoTime() - started) / 1e9));
    }
    for (var node : cluster.nodes()) {
      cluster.restart(node.number(), console);
    }
  }

  private static long end(Plan plan) {
    return System.nanoTime() + plan.duration().toNanos();
  }
}
