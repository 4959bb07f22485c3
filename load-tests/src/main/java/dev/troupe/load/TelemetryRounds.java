package dev.troupe.load;

import dev.troupe.load.measure.Numbers;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Rounds of the same load with telemetry on and off, in pairs that follow one another. */
record TelemetryRounds(List<Pair> pairs) {

  /**
   * @param nodeMsPerItem milliseconds of the node's processor time
   * @param databaseMsPerItem of PostgreSQL's
   */
  record Round(double itemsPerSecond, double nodeMsPerItem, double databaseMsPerItem) {
    double cpuMsPerItem() {
      return nodeMsPerItem + databaseMsPerItem;
    }
  }

  record Pair(Round on, Round off) {
  }

  /**
   * What is with telemetry over what is without: the median of the pairs, and the least and the greatest of them.
   *
   * @param on median of the rounds with it, and {@code off} of those without
   */
  record Ratio(double on, double off, double median, double least, double greatest) {
  }

  TelemetryRounds {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("Expected one pair of rounds or more.");
    }
    pairs = List.copyOf(pairs);
  }

  Ratio itemsPerSecond() {
    return ratio(Round::itemsPerSecond);
  }

  Ratio cpuMsPerItem() {
    return ratio(Round::cpuMsPerItem);
  }

  Ratio nodeMsPerItem() {
    return ratio(Round::nodeMsPerItem);
  }

  Ratio databaseMsPerItem() {
    return ratio(Round::databaseMsPerItem);
  }

  private Ratio ratio(ToDoubleFunction<Round> figure) {
    List<Double> ratios = pairs.stream().map(pair -> figure.applyAsDouble(pair.on()) / figure.applyAsDouble(pair.off())).sorted().toList();
    return new Ratio(
      Numbers.median(pairs.stream().map(pair -> figure.applyAsDouble(pair.on())).toList()),
      Numbers.median(pairs.stream().map(pair -> figure.applyAsDouble(pair.off())).toList()),
      Numbers.median(ratios), ratios.get(0), ratios.get(ratios.size() - 1));
  }
}
