package dev.troupe.load.scenario;

import java.util.Random;

/**
 * How the agents of a fleet are. Shares are of the items an agent gets; what is left completes them.
 *
 * @param waitSeconds how long a claim waits for work, 1 to 60
 * @param meanThinkMillis from a claim to its end; drawn so that most are shorter and a few several times longer; 0 for at once
 * @param progressReports in between, at equal distances
 * @param heartbeatSeconds the longest time without a sign of life while it works
 * @param failShare gives up, to be tried again
 * @param stallShare says nothing until its lease is over, then reports as if nothing were
 * @param vanishShare drops its connection and comes back, perhaps too late, to complete under the token it had
 */
public record Behaviour(int waitSeconds, double meanThinkMillis, int progressReports, int heartbeatSeconds, double failShare, double stallShare, double vanishShare) {

  private static final double THINK_SIGMA = 0.8;

  /** What an agent does with an item. */
  enum Fate { COMPLETE, FAIL, STALL, VANISH }

  /** Takes each item and completes it at once. */
  static Behaviour eager() {
    return new Behaviour(5, 0, 0, 10, 0, 0, 0);
  }

  /** Thinks, reports once, completes. */
  static Behaviour diligent(double meanThinkMillis, int waitSeconds) {
    return new Behaviour(waitSeconds, meanThinkMillis, 1, 10, 0, 0, 0);
  }

  Fate fate(Random random) {
    double drawn = random.nextDouble();
    if (drawn < failShare) {
      return Fate.FAIL;
    }
    if (drawn < failShare + stallShare) {
      return Fate.STALL;
    }
    return drawn < failShare + stallShare + vanishShare ? Fate.VANISH : Fate.COMPLETE;
  }

  /** Log-normal with the given mean, in milliseconds. */
  long thinkMillis(Random random) {
    return meanThinkMillis == 0 ? 0 : Math.round(meanThinkMillis * Math.exp(THINK_SIGMA * random.nextGaussian() - THINK_SIGMA * THINK_SIGMA / 2));
  }

  /** From just late to three leases late: some come back while the item waits, some while another has it, some when it is done. */
  static long absenceMillis(Random random, int leaseSeconds) {
    return Math.round(leaseSeconds * 1_000 * (0.3 + 2.7 * random.nextDouble()));
  }
}
