package dev.troupe.load.chaos.report;

import dev.troupe.load.chaos.history.Operation;
import dev.troupe.load.fleet.Latencies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A run second by second. */
public final class Timeline {

  /**
   * One second.
   *
   * @param ok calls that ended in it and were accepted, and likewise
   * @param p50Ms of those accepted, as is p99Ms; waiting for work that is not there is left out
   */
  public record Second(int ok, int refused, int unknown, double p50Ms, double p99Ms) {
  }

  private Timeline() {
  }

  public static List<Second> of(List<Operation> operations, long endNanos) {
    int seconds = (int) (endNanos / 1_000_000_000L) + 1;
    List<int[]> counts = new ArrayList<>();
    List<Latencies> latencies = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      counts.add(new int[3]);
      latencies.add(new Latencies());
    }
    for (Operation operation : operations) {
      int second = (int) Math.min(seconds - 1, operation.endNanos() / 1_000_000_000L);
      counts.get(second)[operation.outcome().ordinal()]++;
      boolean waited = operation.action().isClaim() && operation.leases().isEmpty();
      if (operation.isOk() && !waited) {
        latencies.get(second).record(Duration.ofNanos(operation.endNanos() - operation.startNanos()));
      }
    }
    List<Second> timeline = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      Latencies.Summary summary = latencies.get(second).summary();
      timeline.add(new Second(counts.get(second)[0], counts.get(second)[1], counts.get(second)[2], summary.p50(), summary.p99()));
    }
    return timeline;
  }
}
