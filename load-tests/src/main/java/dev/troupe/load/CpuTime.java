package dev.troupe.load;

import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.load.measure.ProcessCosts;

/**
 * The seconds of processor time that the parts of a local cluster have used since they started. On a machine that does other work too, time used per item
 * says more than items per second.
 *
 * @param nodes of all node processes
 * @param postgres of the server and its connections' processes; zero when it is not on this machine
 * @param load of this process
 */
record CpuTime(double nodes, double postgres, double load) {

  static CpuTime now(LocalCluster cluster) {
    return new CpuTime(
      ProcessCosts.cpuSeconds(cluster.nodes().stream().map(ClusterRecord.Node::pid).toList()),
      ProcessCosts.cpuSecondsWithChildren(ProcessCosts.pidIn(cluster.dir().resolve("run").resolve("postgres.pid"))),
      ProcessCosts.ownCpuSeconds());
  }

  CpuTime since(CpuTime earlier) {
    return new CpuTime(nodes - earlier.nodes, postgres - earlier.postgres, load - earlier.load);
  }

  /** Milliseconds for each of {@code items}. */
  PerItem per(double items) {
    return new PerItem(nodes * 1e3 / items, postgres * 1e3 / items, load * 1e3 / items);
  }

  /** Milliseconds of processor time that one item cost. */
  record PerItem(double nodes, double postgres, double load) {
  }
}
