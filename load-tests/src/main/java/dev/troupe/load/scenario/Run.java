package dev.troupe.load.scenario;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * What a scenario plays with.
 *
 * @param cluster empty when the target was given by its address
 * @param isFirst nothing of an earlier run of the scenario is in the cluster's memory
 */
public record Run(Stage stage, Plan plan, Optional<LocalCluster> cluster, Console console, boolean isFirst) {

  /**
   * The cluster of this machine.
   *
   * @param why it must be one, as the sentence begins that refuses another target
   */
  LocalCluster ownCluster(String why) {
    return cluster.orElseThrow(() -> new CommandFailed(why + ", so it needs a cluster of its own: no --target"));
  }

  /** So many registered agents, each with room for so many claims. */
  List<Voice> agents(int count, int capacity) throws InterruptedException {
    List<Voice> agents = stage.voices("agent", count);
    await(Stage.register(agents, capacity));
    console.line(count + " agents registered");
    return agents;
  }

  /** So many items, added in batches before anything is measured. */
  void addBeforehand(long items) throws InterruptedException {
    List<Voice> adders = stage.voices("loader", 8);
    long added = await(Adders.run(stage, adders, 100, items, System.nanoTime() + java.time.Duration.ofDays(1).toNanos()));
    console.line(added + " items added");
  }

  /** From here on it counts. */
  void measure() {
    stage.meter().restart();
  }

  static <T> T await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause().getMessage(), failed.getCause());
    }
  }

  /** A target for the percentile of every kind of call that was made. */
  static List<Target> everyCall(Map<Op, Meter.Point> totals, int percentile, double limitMs) {
    List<Target> targets = new ArrayList<>();
    totals.forEach((op, point) -> {
      if (op.isCall() && point.done() > 0) {
        targets.add(Target.below("p" + percentile + " of " + op.label() + ", ms", percentile == 99 ? point.p99Ms() : point.p95Ms(), limitMs, ""));
      }
    });
    return targets;
  }
}
