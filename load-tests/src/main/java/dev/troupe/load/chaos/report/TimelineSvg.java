package dev.troupe.load.chaos.report;

import dev.troupe.load.chaos.fault.Struck;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A run's seconds from left to right: throughput above, latency below, faults as bands behind both. */
final class TimelineSvg {

  private static final int WIDTH = 1_000;
  private static final int LEFT = 60;
  private static final int UPPER_TOP = 30;
  private static final int LOWER_TOP = 190;
  private static final int HEIGHT = 120;

  private final List<Timeline.Second> seconds;
  private final StringBuilder svg = new StringBuilder();

  private TimelineSvg(List<Timeline.Second> seconds) {
    this.seconds = seconds;
  }

  static String of(RunResult run) {
    TimelineSvg svg = new TimelineSvg(run.timeline());
    svg.draw(run);
    return svg.svg.toString();
  }

  private void draw(RunResult run) {
    add("<svg viewBox=\"0 0 %d 350\" role=\"img\" aria-label=\"Timeline of the run with seed %d\">", WIDTH, run.seed());
    run.faults().forEach(this::band);
    double mostCalls = most(second -> second.ok() + second.refused() + second.unknown());
    axis(UPPER_TOP, "calls/s", mostCalls);
    line(UPPER_TOP, mostCalls, Timeline.Second::ok, "#1f7a4d", "accepted");
    line(UPPER_TOP, mostCalls, Timeline.Second::refused, "#c98a00", "refused");
    line(UPPER_TOP, mostCalls, Timeline.Second::unknown, "#b3261e", "unknown");
    double mostMillis = most(Timeline.Second::p99Ms);
    axis(LOWER_TOP, "ms", mostMillis);
    line(LOWER_TOP, mostMillis, Timeline.Second::p50Ms, "#2457a6", "p50");
    line(LOWER_TOP, mostMillis, Timeline.Second::p99Ms, "#7b4bb0", "p99");
    for (int second = 0; second <= seconds.size(); second += 10) {
      add("<text x=\"%.1f\" y=\"%d\">%d s</text>", x(second), LOWER_TOP + HEIGHT + 16, second);
    }
    legend();
    add("</svg>");
  }

  /** Dark from the strike to the healing, light until every node was ready. */
  private void band(Struck fault) {
    double from = x(fault.beganNanos() / 1e9);
    double healed = x(fault.healedNanos() / 1e9);
    double ready = fault.readyNanos() < 0 ? WIDTH : x(fault.readyNanos() / 1e9);
    add("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#d9483b\" opacity=\".22\"/>", from, UPPER_TOP, Math.max(2, healed - from), 280);
    add("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#e8a13a\" opacity=\".18\"/>", healed, UPPER_TOP, Math.max(0, ready - healed), 280);
    add("<text x=\"%.1f\" y=\"%d\">%s %s</text>", from, UPPER_TOP - 6, HtmlReport.escaped(fault.fault()),
      fault.nodes().isEmpty() ? "" : HtmlReport.escaped(fault.nodes()));
  }

  private void axis(int top, String unit, double most) {
    add("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#8a94a0\"/>", LEFT, top + HEIGHT, WIDTH, top + HEIGHT);
    add("<text x=\"2\" y=\"%d\">%.0f %s</text><text x=\"2\" y=\"%d\">0</text>", top + 10, most, unit, top + HEIGHT);
  }

  private void line(int top, double most, ToDoubleFunction<Timeline.Second> value, String colour, String name) {
    String points = IntStream.range(0, seconds.size()).mapToObj(second -> String.format(Locale.ROOT, "%.1f,%.1f", x(second + 0.5),
      top + HEIGHT - HEIGHT * Math.min(1, value.applyAsDouble(seconds.get(second)) / most))).collect(Collectors.joining(" "));
    add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"><title>%s</title></polyline>", points, colour, name);
  }

  private void legend() {
    String[][] entries = {{"accepted", "#1f7a4d"}, {"refused", "#c98a00"}, {"unknown", "#b3261e"}, {"p50", "#2457a6"}, {"p99", "#7b4bb0"}};
    for (int i = 0; i < entries.length; i++) {
      add("<rect x=\"%d\" y=\"336\" width=\"10\" height=\"10\" fill=\"%s\"/><text x=\"%d\" y=\"346\">%s</text>", LEFT + i * 110, entries[i][1],
        LEFT + i * 110 + 14, entries[i][0]);
    }
  }

  private double most(ToDoubleFunction<Timeline.Second> value) {
    return Math.max(1, seconds.stream().mapToDouble(value).max().orElse(1));
  }

  private double x(double second) {
    return LEFT + (WIDTH - LEFT) * second / Math.max(1, seconds.size());
  }

  private void add(String text, Object... values) {
    svg.append(values.length == 0 ? text : String.format(Locale.ROOT, text, values)).append('\n');
  }
}
