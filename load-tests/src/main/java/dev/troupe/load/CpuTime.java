package dev.troupe.load;

import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.cli.local.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The processor time that the parts of a local cluster have used since they started. On a machine that does other work too, time used per item says more
 * than items per second.
 *
 * @param nodes of all node processes
 * @param postgres of the server and its connections' processes; zero when it is not on this machine
 * @param load of this process
 */
record CpuTime(Duration nodes, Duration postgres, Duration load) {

  static CpuTime now(LocalCluster cluster) {
    Duration nodes = cluster.nodes().stream().map(ClusterRecord.Node::process).flatMap(Optional::stream)
      .map(CpuTime::of).reduce(Duration.ZERO, Duration::plus);
    Duration postgres = postmaster(cluster.dir().resolve("run").resolve("postgres.pid"))
      .map(server -> Stream.concat(Stream.of(server), server.descendants()).map(CpuTime::of).reduce(Duration.ZERO, Duration::plus))
      .orElse(Duration.ZERO);
    return new CpuTime(nodes, postgres, of(ProcessHandle.current()));
  }

  CpuTime since(CpuTime earlier) {
    return new CpuTime(nodes.minus(earlier.nodes), postgres.minus(earlier.postgres), load.minus(earlier.load));
  }

  /** Milliseconds for each of {@code items}. */
  PerItem per(double items) {
    return new PerItem(nodes.toNanos() / 1e6 / items, postgres.toNanos() / 1e6 / items, load.toNanos() / 1e6 / items);
  }

  /** Milliseconds of processor time that one item cost. */
  record PerItem(double nodes, double postgres, double load) {
  }

  private static Duration of(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static Optional<ProcessHandle> postmaster(Path pidFile) {
    try {
      return Files.exists(pidFile) ? ProcessHandle.of(Long.parseLong(Files.readString(pidFile).trim())) : Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
