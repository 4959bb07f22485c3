package dev.troupe.load.baseline;

import dev.troupe.load.baseline.Comparison.Performance;
import dev.troupe.load.measure.Numbers;
import dev.troupe.load.scenario.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The table of a comparison: medians, spreads, and the ratio of each round. */
final class Ratios {

  /**
   * What is compared, and the goal Troupe has.
   *
   * @param theirs what of theirs it is held against
   */
  private record Figure(String name, boolean higherIsBetter, Double goalRatio, Double goalBelow, ToDoubleFunction<Round.Outcome> value,
    ToDoubleFunction<Round.Outcome> theirs) {

    Figure(String name, boolean higherIsBetter, Double goalRatio, Double goalBelow, ToDoubleFunction<Round.Outcome> value) {
      this(name, higherIsBetter, goalRatio, goalBelow, value, value);
    }
  }

  private static final List<Figure> FIGURES = List.of(
    new Figure("claim + complete, one a call, items/s", true, 2.5, null, outcome -> outcome.items().itemsPerSecond()),
    new Figure("claim + complete, batches, items/s", true, 8.0, null, outcome -> outcome.itemsInBatches().itemsPerSecond()),
    new Figure("add, one a call, items/s", true, 2.5, null, outcome -> outcome.adds().itemsPerSecond()),
    new Figure("add, batches, items/s", true, 8.0, null, outcome -> outcome.addsInBatches().itemsPerSecond()),
    new Figure("claim + complete, batches, beside its one a call", true, null, null, outcome -> outcome.itemsInBatches().itemsPerSecond(),
      outcome -> outcome.items().itemsPerSecond()),
    new Figure("add, batches, beside its one a call", true, null, null, outcome -> outcome.addsInBatches().itemsPerSecond(),
      outcome -> outcome.adds().itemsPerSecond()),
    new Figure("hand-over p50, ms", false, null, 3.0, outcome -> outcome.handOver().p50()),
    new Figure("hand-over p99, ms", false, null, 10.0, outcome -> outcome.handOver().p99()),
    new Figure("processor of the service, µs an item, one a call", false, null, null, outcome -> outcome.items().cpuMicrosPerItem()),
    new Figure("processor of PostgreSQL, µs an item, one a call", false, null, null, outcome -> outcome.items().databaseMicrosPerItem()),
    new Figure("processor of the generator, µs an item, one a call", false, null, null, outcome -> outcome.items().generatorMicrosPerItem()));

  private Ratios() {
  }

  /** A median with what it was taken from. */
  record Spread(double median, double least, double most) {
    static Spread of(List<Double> values) {
      List<Double> sorted = values.stream().sorted().toList();
      return new Spread(Numbers.hundredths(Numbers.median(sorted)), Numbers.hundredths(sorted.get(0)), Numbers.hundredths(sorted.get(sorted.size() - 1)));
    }

    @Override
    public String toString() {
      return String.format(median >= 100 ? "%.0f (%.0f–%.0f)" : "%.2f (%.2f–%.2f)", median, least, most);
    }
  }

  /**
   * One line of the table.
   *
   * @param ratio ours to theirs where more is better, theirs to ours otherwise, within each round: above 1 is better than they
   * @param goal in words; null without one
   * @param met null without a goal
   */
  record Line(String figure, Spread ours, Spread theirs, Spread ratio, String goal, Boolean met) {
  }

  static List<Line> of(List<Performance> ours, List<Performance> theirs) {
    List<Line> lines = new ArrayList<>();
    for (Figure figure : FIGURES) {
      List<Double> our = ours.stream().map(one -> figure.value().applyAsDouble(one.outcome())).toList();
      List<Double> their = theirs.stream().map(one -> figure.theirs().applyAsDouble(one.outcome())).toList();
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < our.size(); round++) {
        double over = figure.higherIsBetter() ? our.get(round) / their.get(round) : their.get(round) / our.get(round);
        ratios.add(Double.isFinite(over) ? over : 0);
      }
      Spread spread = Spread.of(our);
      Spread ratio = Spread.of(ratios);
      String goal = figure.goalRatio() != null ? "ratio at least " + figure.goalRatio() : figure.goalBelow() != null ? "below " + figure.goalBelow() : null;
      Boolean met = figure.goalRatio() != null ? Boolean.valueOf(ratio.median() >= figure.goalRatio())
        : figure.goalBelow() != null ? Boolean.valueOf(spread.median() > 0 && spread.median() < figure.goalBelow()) : null;
      lines.add(new Line(figure.name(), spread, Spread.of(their), ratio, goal, met));
    }
    return lines;
  }
}
