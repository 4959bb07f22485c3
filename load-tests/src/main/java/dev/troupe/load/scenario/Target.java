package dev.troupe.load.scenario;

import dev.troupe.load.measure.Numbers;
import java.util.Locale;

/**
 * Something a scenario demands, what came of it, and whether that is enough.
 *
 * @param bound in words, like {@code "at most 100 ms"}
 */
public record Target(String what, double measured, String bound, boolean met) {

  static Target atMost(String what, double measured, double limit, String unit) {
    return new Target(what, Numbers.hundredths(measured), "at most " + text(limit) + unit, measured <= limit);
  }

  static Target below(String what, double measured, double limit, String unit) {
    return new Target(what, Numbers.hundredths(measured), "below " + text(limit) + unit, measured < limit);
  }

  static Target atLeast(String what, double measured, double limit, String unit) {
    return new Target(what, Numbers.hundredths(measured), "at least " + text(limit) + unit, measured >= limit);
  }

  static Target exactly(String what, double measured, double wanted) {
    return new Target(what, Numbers.hundredths(measured), "exactly " + text(wanted), measured == wanted);
  }

  private static String text(double value) {
    return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.2f", value);
  }
}
