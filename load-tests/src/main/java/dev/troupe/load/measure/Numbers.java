package dev.troupe.load.measure;

import java.util.List;

/** How measured figures are told: rounded, and the middle one of several. */
public final class Numbers {

  private Numbers() {
  }

  public static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }

  /**
   * Of an even number, the mean of the two in the middle.
   *
   * @param values at least one
   */
  public static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }
}
