package dev.troupe.load.scenario;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One scenario played several times on one cluster, and what its targets look like over all runs: one run on a noisy machine says little.
 *
 * @param good every promise kept in every run, and every target met in the median
 */
public record Repetition(String scenario, boolean good, List<Spread> verdicts, List<Report> runs) {

  /**
   * A target over all runs that had it: a call that one run did not make has none there.
   *
   * @param median of these runs, the upper one of an even number; it decides whether the target is met
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
    Map<String, List<Target>> seen = runs.stream().flatMap(run -> run.verdicts().stream())
      .collect(Collectors.groupingBy(Target::what, LinkedHashMap::new, Collectors.toList()));
    List<Spread> verdicts = seen.values().stream().map(Spread::of).toList();
    boolean clean = runs.stream().allMatch(run -> run.check().isClean());
    return new Repetition(runs.get(0).scenario(), clean && verdicts.stream().allMatch(spread -> spread.median().met()), verdicts, List.copyOf(runs));
  }
}
