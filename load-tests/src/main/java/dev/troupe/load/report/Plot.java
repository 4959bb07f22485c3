package dev.troupe.load.report;

import java.util.List;
import java.util.Locale;

/** Lines over time as inline SVG, with a legend. */
final class Plot {

  private static final int WIDTH = 960;
  private static final int HEIGHT = 260;
  private static final int LEFT = 60;
  private static final int BOTTOM = 26;
  private static final int TOP = 26;
  private static final int RIGHT = 14;
  private static final int STEPS = 4;
  private static final List<String> COLOURS = List.of("#2563eb", "#d97706", "#b3261e", "#7c3aed", "#0f766e", "#be185d", "#4d7c0f", "#475569", "#0891b2", "#a16207");

  /** @param points {second, value} in the order of time */
  record Series(String name, List<double[]> points) {
  }

  private Plot() {
  }

  static String of(List<Series> series, String unit) {
    double last = Math.max(1, series.stream().flatMap(one -> one.points().stream()).mapToDouble(point -> point[0]).max().orElse(1));
    double top = ceiling(series.stream().flatMap(one -> one.points().stream()).mapToDouble(point -> point[1]).max().orElse(1));
    StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT).append("\" role=\"img\">");
    for (int step = 0; step <= STEPS; step++) {
      double y = HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * step / (double) STEPS;
      double x = LEFT + (WIDTH - LEFT - RIGHT) * step / (double) STEPS;
      svg.append(String.format(Locale.ROOT, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#e3e8ef\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
        LEFT, WIDTH - RIGHT, y, y, LEFT - 6, y + 4, Page.number(top * step / STEPS)));
      svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s s</text>", x, HEIGHT - 8, Page.number(Math.rint(last * step / STEPS))));
    }
    svg.append("<text x=\"6\" y=\"14\">").append(Page.escaped(unit)).append("</text>");
    for (int number = 0; number < series.size(); number++) {
      String colour = COLOURS.get(number % COLOURS.size());
      svg.append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"").append(colour).append("\" points=\"");
      for (double[] point : series.get(number).points()) {
        svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", LEFT + (WIDTH - LEFT - RIGHT) * point[0] / last, HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * point[1] / top));
      }
      svg.append("\"><title>").append(Page.escaped(series.get(number).name())).append("</title></polyline>")
        .append(String.format(Locale.ROOT, "<rect x=\"%d\" y=\"6\" width=\"10\" height=\"10\" fill=\"%s\"/><text x=\"%d\" y=\"15\">%s</text>",
          LEFT + number * 105, colour, LEFT + number * 105 + 14, Page.escaped(series.get(number).name())));
    }
    return svg.append("</svg>").toString();
  }

  /** The next of 1, 2, 2.5, 5, 10 times a power of ten. */
  static double ceiling(double value) {
    if (value <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : new double[] {1, 2, 2.5, 5}) {
      if (value <= step * power) {
        return step * power;
      }
    }
    return 10 * power;
  }
}
