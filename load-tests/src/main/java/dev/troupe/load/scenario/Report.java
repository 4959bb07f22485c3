package dev.troupe.load.scenario;

import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that is known of a run.
 *
 * @param good every target met, every promise kept, no surprise
 * @param elapsedSeconds of the measured part
 * @param series by second
 */
public record Report(String scenario, String description, boolean good, Instant at, List<String> targets, boolean localCluster, Plan plan,
  double elapsedSeconds, List<Target> verdicts, Map<String, Object> figures, Map<Op, Meter.Point> calls, Check check, Machine machine,
  List<Meter.Second> series) {

  /**
   * What became of the promises.
   *
   * @param source where the events came from
   * @param items with at least one acknowledged answer, and {@code checked} of them
   * @param doubled breaches of "at most one valid lease"
   * @param lost acknowledged, and not stored
   * @param unforeseen answers no plan foresaw
   */
  public record Check(String source, long items, long checked, long completed, long doubled, long lost, List<String> violations, long unforeseen,
    List<String> firstUnforeseen) {
    boolean isClean() {
      return violations.isEmpty() && unforeseen == 0;
    }
  }

  /** Processor seconds during the measured part, and resident memory at its end; 0 where it is not on this machine. */
  public record Machine(int processors, double nodesCpuSeconds, double postgresCpuSeconds, double generatorCpuSeconds, long nodesResidentMib,
    long generatorResidentMib) {
  }
}
