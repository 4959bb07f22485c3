package dev.troupe.load.chaos;

import dev.troupe.load.chaos.fault.Fault;
import dev.troupe.load.chaos.workload.Crowd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What one run is to be.
 *
 * @param seed decides faults, order, times, nodes and what clients do
 * @param nodes 3 or 5
 * @param faults those that can come; each run takes {@code faultsPerRun} of them
 * @param calm before each fault, and up to twice as long
 * @param orphanBound what an item may take on top of its lease, once all is healed
 * @param keepEvidence also of a run in which nothing is found
 * @param dir where history, journal and logs go when something is found
 */
public record ChaosOptions(long seed, int nodes, List<Fault> faults, int faultsPerRun, Duration calm, Duration orphanBound, boolean keepEvidence,
  Path dir) {

  private static final int WORKERS = 18;
  private static final int MOST_OPEN = 60;

  public ChaosOptions {
    if (nodes < 3 || nodes > 5 || faultsPerRun < 0 || faults.isEmpty() && faultsPerRun > 0) {
      throw new IllegalArgumentException("Expected 3 to 5 nodes and at least one fault, but got " + nodes + " and " + faults);
    }
  }

  Crowd.Plan crowd(String run) {
    return new Crowd.Plan(run, WORKERS, 2, 2, 2, 2, MOST_OPEN, seed);
  }
}
