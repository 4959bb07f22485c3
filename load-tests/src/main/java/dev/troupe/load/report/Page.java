package dev.troupe.load.report;

import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.scenario.Report;
import dev.troupe.load.scenario.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run as one HTML page without scripts, fonts or pictures from elsewhere. */
public final class Page {

  private static final String STYLE = """
    body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#1c2330}
    h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em}
    table{border-collapse:collapse;margin:.5em 0}td,th{padding:.2em .8em;border-bottom:1px solid #dde2ea;text-align:right}
    td:first-child,th:first-child{text-align:left}.met{color:#1a7f4b}.missed{color:#b3261e;font-weight:600}
    .verdict{padding:.4em 1em;border-radius:.4em;color:#fff;display:inline-block}.good{background:#1a7f4b}.bad{background:#b3261e}
    svg{width:100%;height:auto;background:#fafbfd;border:1px solid #dde2ea}svg text{font:11px system-ui,sans-serif;fill:#4a5568}""";

  private Page() {
  }

  public static String of(Report report) {
    StringBuilder page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Troupe load test: ").append(escaped(report.scenario()))
      .append("</title><style>").append(STYLE).append("</style><h1>").append(escaped(report.scenario())).append("</h1><p>").append(escaped(report.description()))
      .append("</p><p class=\"verdict ").append(report.good() ? "good\">good" : "bad\">not good").append("</p><p>").append(report.at()).append(", ")
      .append(escaped(String.join(", ", report.targets()))).append("; ").append(report.plan().agents()).append(" agents, measured for ")
      .append(report.elapsedSeconds()).append(" s</p>");
    targets(page, report);
    plots(page, report);
    calls(page, report);
    check(page, report);
    return page.append("</html>\n").toString();
  }

  private static void targets(StringBuilder page, Report report) {
    page.append("<h2>Targets</h2><table><tr><th>what<th>wanted<th>seen<th></tr>");
    for (Target target : report.verdicts()) {
      row(page, target.what(), target.bound(), target.measured(), target.met() ? "met" : "missed");
    }
    page.append("</table><table>");
    report.figures().forEach((what, value) -> row(page, what.replace('_', ' '), value));
    page.append("</table>");
  }

  private static void plots(StringBuilder page, Report report) {
    List<Op> seen = new ArrayList<>();
    for (Op op : Op.values()) {
      if (report.calls().containsKey(op) && op != Op.WAIT) {
        seen.add(op);
      }
    }
    page.append("<h2>Answered well, a second</h2>").append(Plot.of(seen.stream().map(op -> series(report, op, op.label(), Value.RATE)).toList(), "1/s"));
    page.append("<h2>Refused or unanswered, a second</h2>").append(Plot.of(seen.stream().map(op -> series(report, op, op.label(), Value.BAD)).toList(), "1/s"));
    for (Op op : seen) {
      page.append("<h2>Latency of ").append(op.label()).append("</h2>").append(Plot.of(List.of(series(report, op, "p50", Value.P50),
        series(report, op, "p95", Value.P95), series(report, op, "p99", Value.P99), series(report, op, "max", Value.MAX)), "ms"));
    }
  }

  private enum Value { RATE, BAD, P50, P95, P99, MAX }

  private static Plot.Series series(Report report, Op op, String name, Value value) {
    List<double[]> points = new ArrayList<>();
    for (Meter.Second second : report.series()) {
      Meter.Point point = second.points().get(op);
      boolean rate = value == Value.RATE || value == Value.BAD;
      if (point != null && (rate || point.done() > 0)) {
        points.add(new double[] {second.at(), switch (value) {
          case RATE -> point.perSecond();
          case BAD -> point.shed() + point.refused() + point.broken();
          case P50 -> point.p50Ms();
          case P95 -> point.p95Ms();
          case P99 -> point.p99Ms();
          case MAX -> point.maxMs();
        }});
      } else if (rate) {
        points.add(new double[] {second.at(), 0});
      }
    }
    return new Plot.Series(name, points);
  }

  private static void calls(StringBuilder page, Report report) {
    page.append("<h2>Calls</h2><table><tr><th>call<th>done<th>per s<th>p50 ms<th>p95 ms<th>p99 ms<th>max ms<th>empty<th>shed<th>refused<th>broken</tr>");
    report.calls().forEach((op, point) -> row(page, op.label(), point.done(), point.perSecond(), point.p50Ms(), point.p95Ms(), point.p99Ms(), point.maxMs(),
      point.empty(), point.shed(), point.refused(), point.broken()));
    page.append("</table><p>A latency counts from the moment the call was meant to begin. Shed: 503 or 429. Broken: no answer.</p>");
  }

  private static void check(StringBuilder page, Report report) {
    Report.Check check = report.check();
    Report.Machine machine = report.machine();
    page.append("<h2>Promises</h2><p>By the ").append(escaped(check.source())).append(" of ").append(check.checked()).append(" of ").append(check.items())
      .append(" items: ").append(check.doubled()).append(" owned twice, ").append(check.lost()).append(" acknowledged and lost, ").append(check.completed())
      .append(" completed exactly once; ").append(check.unforeseen()).append(" answers nobody foresaw.</p><ul>");
    check.violations().forEach(violation -> page.append("<li class=\"missed\">").append(escaped(violation)).append("</li>"));
    check.firstUnforeseen().forEach(answer -> page.append("<li>").append(escaped(answer)).append("</li>"));
    page.append("</ul><h2>Machine</h2><table><tr><th>").append(machine.processors()).append(" processors<th>processor s<th>resident MiB</tr>");
    row(page, "nodes", machine.nodesCpuSeconds(), machine.nodesResidentMib());
    row(page, "PostgreSQL", machine.postgresCpuSeconds(), "");
    row(page, "load generator", machine.generatorCpuSeconds(), machine.generatorResidentMib());
    page.append("</table>");
  }

  private static void row(StringBuilder page, Object... cells) {
    page.append("<tr>");
    for (Object cell : cells) {
      String text = String.valueOf(cell);
      page.append(text.equals("missed") || text.equals("met") ? "<td class=\"" + text + "\">" : "<td>").append(escaped(text)).append("</td>");
    }
    page.append("</tr>");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e12 ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.2f", value);
  }
}
