package dev.troupe.load.scenario;

import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.load.measure.Numbers;
import dev.troupe.load.measure.ProcessCosts;
import java.util.List;
import java.util.Optional;

/** What a local cluster, its PostgreSQL and the generator cost this machine. */
public final class MachineCosts {

  private final List<Long> nodes;
  private final long postmaster;
  private double nodesBefore;
  private double postgresBefore;
  private double generatorBefore;

  public MachineCosts(Optional<LocalCluster> cluster) {
    nodes = cluster.map(local -> local.nodes().stream().map(ClusterRecord.Node::pid).toList()).orElse(List.of());
    postmaster = cluster.map(local -> ProcessCosts.pidIn(local.dir().resolve("run").resolve("postgres.pid"))).orElse(0L);
  }

  synchronized void begin() {
    nodesBefore = ProcessCosts.cpuSeconds(nodes);
    postgresBefore = postgresSeconds();
    generatorBefore = ProcessCosts.ownCpuSeconds();
  }

  synchronized Report.Machine sinceBegin() {
    return new Report.Machine(Runtime.getRuntime().availableProcessors(), Numbers.hundredths(ProcessCosts.cpuSeconds(nodes) - nodesBefore),
      Numbers.hundredths(postgresSeconds() - postgresBefore), Numbers.hundredths(ProcessCosts.ownCpuSeconds() - generatorBefore),
      nodes.stream().mapToLong(ProcessCosts::residentMib).sum(), ProcessCosts.residentMib(ProcessHandle.current().pid()));
  }

  private double postgresSeconds() {
    return postmaster > 0 ? ProcessCosts.cpuSecondsWithChildren(postmaster) : 0;
  }
}
