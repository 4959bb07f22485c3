package dev.troupe.load.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One scenario played several times on one cluster, and what its targets look like over all runs: one run on a noisy machine says little.
 *
 * @param good every promise kept in every run, and every target met in the median
 */
public record Repetition(String scenario, boolean good, List<Spread> verdicts, List<Report> runs) {

  /**
   * A target over all runs.
   *
   * @param median of the runs; it decides whether the target is met
   */
  public record Spread(Target median, double least, double most) {

    private static Spread of(List<Target> seen) {
      List<Target> sorted = seen.stream().sorted(Comparator.comparingDouble(Target::measured)).toList();
      return new Spread(sorted.get(sorted.size() / 2), sorted.get(0).measured(), sorted.get(sorted.size() - 1).measured());
    }
  }

  /**
   * @param runs an odd number of them, so that the median is one of them
   * @throws IllegalArgumentException when it is even
   */
  public static Repetition of(List<Report> runs) {
    if (runs.size() % 2 == 0) {
      throw new IllegalArgumentException("Expected an odd number of runs, but got " + runs.size() + ".");
    }
    List<Spread> verdicts = new ArrayList<>();
    for (Target first : runs.get(0).verdicts()) {
      verdicts.add(Spread.of(runs.stream().flatMap(run -> run.verdicts().stream()).filter(target -> target.what().equals(first.what())).toList()));
    }
    boolean clean = runs.stream().allMatch(run -> run.check().isClean());
    return new Repetition(runs.get(0).scenario(), clean && verdicts.stream().allMatch(spread -> spread.median().met()), List.copyOf(verdicts), List.copyOf(runs));
  }
}
