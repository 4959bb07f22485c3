package dev.troupe.load;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.troupe.load.fleet.Latencies;
import java.util.Map;

/**
 * The figures of one demo, as {@code --report} writes them.
 *
 * @param completed items completed exactly once, by the journal
 * @param doubleClaims breaches of "at most one lease", by the journal
 * @param lost acknowledged answers and items that no event backs
 * @param orphaned items the journal has and that were not completed
 * @param elapsedSeconds from the first agent's start to the last completion
 * @param claimMs calls that gave an item, repeats included
 * @param longestGapMs see {@link dev.troupe.load.fleet.Meters}
 * @param killedNode null when none was killed, as are the next two
 * @param killedItems open items that lived on the killed node
 * @param killedItemsClaimableMs from the kill until the last of them answered again
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record DemoReport(int nodes, int agents, int items, int completed, long doubleClaims, long lost, long orphaned, double elapsedSeconds,
  double formationSeconds, double claimsPerSecond, Latencies.Summary claimMs, Latencies.Summary completeMs, long longestGapMs,
  String killedNode, Integer killedItems, Long killedItemsClaimableMs, Map<String, Long> itemsPerNode) {

  boolean isGood() {
    return completed == items && doubleClaims == 0 && lost == 0 && orphaned == 0;
  }
}
