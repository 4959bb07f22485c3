package dev.troupe.load.scenario;

import java.util.Locale;

/**
 * Something a scenario demands, what came of it, and whether that is enough.
 *
 * @param bound in words, like {@code "at most 100 ms"}
 */
public record Target(String what, double measured, String bound, boolean met) {

  static Target atMost(String what, double measured, double limit, String unit) {
    return new Target(what, rounded(measured), "at most " + text(limit) + unit, measured <= limit);
  }

  static Target below(String what, double measured, double limit, String unit) {
    return new Target(what, rounded(measured), "below " + text(limit) + unit, measured < limit);
  }

  static Target atLeast(String what, double measured, double limit, String unit) {
    return new Target(what, rounded(measured), "at least " + text(limit) + unit, measured >= limit);
  }

  static Target exactly(String what, double measured, double wanted) {
    return new Target(what, rounded(measured), "exactly " + text(wanted), measured == wanted);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static String text(double value) {
    return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.2f", value);
  }
}
