package dev.troupe.load.chaos.check;

import java.time.Duration;
import java.time.Instant;

/**
 * What a run is measured by.
 *
 * @param began wall clock at the run's zero, to place events among calls
 * @param healedNanos when the last fault was healed
 * @param endedNanos when the clients stopped
 * @param orphanBound what comes on top of the lease: the failover, the sweep, the noise of the machine
 * @param clockTolerance by how much a lease may seem too short: scheduling and rounding
 * @param leastCompleted items that must have been completed, so that a run in which nothing happens does not count as good
 * @param mayJump whether a node's wall clock was moved: then times in the journal prove nothing
 */
public record Limits(Instant began, long healedNanos, long endedNanos, Duration orphanBound, Duration clockTolerance, int leastCompleted,
  boolean mayJump) {

  long nanosOf(Instant at) {
    return Duration.between(began, at).toNanos();
  }
}
