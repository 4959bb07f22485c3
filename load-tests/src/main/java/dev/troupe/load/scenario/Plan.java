package dev.troupe.load.scenario;

import dev.troupe.cli.CommandFailed;
import java.time.Duration;

/**
 * How much of everything. A scenario has defaults; what the caller says replaces them.
 *
 * @param agents 1 to 20,000
 * @param items worked off, where the scenario has a number of them
 * @param rate items a second, where it has a rate
 * @param nodes of the local cluster, when there is no other target
 */
public record Plan(int agents, long items, double rate, Duration duration, int nodes, long seed) {

  public Plan {
    require(agents >= 1 && agents <= 20_000, "--agents: expected 1 to 20000, but got " + agents);
    require(items >= 0 && items <= 10_000_000, "--items: expected 0 to 10000000, but got " + items);
    require(rate >= 0 && rate <= 100_000, "--rate: expected 0 to 100000 a second, but got " + rate);
    require(!duration.isNegative() && !duration.isZero() && duration.compareTo(Duration.ofDays(30)) <= 0, "--duration: expected up to 30 days, but got " + duration);
    require(nodes >= 1 && nodes <= 20, "--nodes: expected 1 to 20, but got " + nodes);
  }

  double seconds() {
    return duration.toNanos() / 1e9;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CommandFailed(otherwise);
    }
  }
}
