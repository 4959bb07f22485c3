package dev.troupe.load.chaos.report;

import dev.troupe.load.chaos.check.Check;
import dev.troupe.load.chaos.check.Checks;
import dev.troupe.load.chaos.fault.Struck;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The series of runs as one page that needs nothing else: no script, no font, no image from anywhere. */
public final class HtmlReport {

  private static final String STYLE = """
    body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:1080px;padding:0 1em;color:#1c2430;background:#fff}
    h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em}table{border-collapse:collapse;margin:.6em 0}
    th,td{padding:.25em .7em;text-align:left;border-bottom:1px solid #dde2e8;vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
    .ok{color:#126b38}.bad{color:#a51d24;font-weight:600}code,pre{font:13px ui-monospace,monospace}pre{white-space:pre-wrap;background:#f5f7f9;padding:.7em}
    svg{width:100%;height:auto;background:#fafbfc;border:1px solid #dde2e8}svg text{font:11px system-ui,sans-serif;fill:#1c2430}
    details{margin:.6em 0}summary{cursor:pointer}
    @media (prefers-color-scheme:dark){body{background:#14181e;color:#dfe5ec}th,td{border-color:#323b47}pre{background:#1d232b}svg{background:#1a2028;border-color:#323b47}
    svg text{fill:#dfe5ec}.ok{color:#63c68b}.bad{color:#ff8a8f}}
    """;

  private final StringBuilder page = new StringBuilder();

  private HtmlReport() {
  }

  public static String of(List<RunResult> runs) {
    HtmlReport report = new HtmlReport();
    report.write(runs);
    return report.page.toString();
  }

  /** Text as HTML has it. */
  static String escaped(Object text) {
    return String.valueOf(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  private void write(List<RunResult> runs) {
    long good = runs.stream().filter(RunResult::isGood).count();
    add("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Troupe under faults</title>"
      + "<style>%s</style></head><body><h1>Troupe under faults</h1>", STYLE);
    add("<p>%d runs, <span class=\"%s\">%d without a violation</span>; %,d calls, %,d of unknown outcome; %,d items added, %,d completed.</p>", runs.size(),
      good == runs.size() ? "ok" : "bad", good, runs.stream().mapToLong(run -> run.calls().values().stream().mapToLong(count -> count).sum()).sum(),
      runs.stream().mapToLong(run -> run.calls().getOrDefault("unknown", 0L)).sum(), runs.stream().mapToLong(RunResult::itemsAdded).sum(),
      runs.stream().mapToLong(RunResult::completed).sum());
    verdicts(runs);
    healing(runs);
    skipped(runs);
    runs.forEach(this::run);
    add("</body></html>\n");
  }

  private void verdicts(List<RunResult> runs) {
    add("<h2>The ten checks</h2><table><tr><th>check</th><th>what must hold</th><th class=\"n\">runs</th><th class=\"n\">violations</th></tr>");
    for (Checks.Verdict verdict : runs.isEmpty() ? List.<Checks.Verdict>of() : runs.get(0).verdicts()) {
      int count = runs.stream().flatMap(run -> run.verdicts().stream()).filter(one -> one.check().equals(verdict.check())).mapToInt(Checks.Verdict::count).sum();
      add("<tr><td><code>%s</code></td><td>%s</td><td class=\"n\">%d</td><td class=\"n %s\">%d</td></tr>", verdict.check(), verdict.promise(), runs.size(),
        count == 0 ? "ok" : "bad", count);
    }
    add("</table>");
  }

  private void healing(List<RunResult> runs) {
    add("<h2>Healing, milliseconds</h2><table><tr><th>fault</th><th class=\"n\">times</th><th class=\"n\">last trouble at nodes that live, p50 / max</th>"
      + "<th class=\"n\">longest gap between claims, p50 / max</th><th class=\"n\">first claim after healing, p50 / max</th><th class=\"n\">with two errors, of the requests on items of nodes that live</th></tr>");
    for (HealingSummary.Row row : HealingSummary.of(runs)) {
      add("<tr><td>%s</td><td class=\"n\">%d</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>", row.fault(), row.times(),
        row.lastTrouble(), row.longestGap(), row.firstClaim(), row.twiceInTrouble());
    }
    add("</table>");
    List<HealingSummary.Judged> goals = HealingSummary.goals(runs);
    if (!goals.isEmpty()) {
      add("<table><tr><th>goal, on two cores with nothing else to do</th><th class=\"n\">at the median</th><th class=\"n\">times</th><th class=\"n\">p50</th><th class=\"n\">max</th></tr>");
      for (HealingSummary.Judged goal : goals) {
        add("<tr><td>%s</td><td class=\"n\">&lt; %,d</td><td class=\"n\">%d</td><td class=\"n %s\">%,d</td><td class=\"n\">%,d</td></tr>", goal.what(), goal.mostMillis(), goal.times(),
          goal.met() ? "ok" : "bad", goal.p50(), goal.max());
      }
      add("</table>");
    }
  }

  private void skipped(List<RunResult> runs) {
    if (!runs.isEmpty() && !runs.get(0).skipped().isEmpty()) {
      add("<h2>Skipped here</h2><table>");
      for (Map.Entry<String, String> one : runs.get(0).skipped().entrySet()) {
        add("<tr><td>%s</td><td>%s</td></tr>", escaped(one.getKey()), escaped(one.getValue()));
      }
      add("</table>");
    }
  }

  private void run(RunResult run) {
    add("<details%s><summary>Seed %d, %d nodes, %s: <span class=\"%s\">%s</span>, %.0f s, %d of %d items completed</summary>", run.isGood() ? "" : " open",
      run.seed(), run.nodes(), escaped(run.faults().stream().map(Struck::fault).toList()), run.isGood() ? "ok" : "bad",
      run.isGood() ? "all ten hold" : run.violations() + " violations", run.seconds(), run.completed(), run.itemsAdded());
    add("<p><code>%s</code></p>", escaped(run.command()));
    page.append(TimelineSvg.of(run));
    add("<p>Calls %s; not accepted: %s</p>", escaped(run.calls()), escaped(run.codes()));
    for (Checks.Verdict verdict : run.verdicts()) {
      if (!verdict.held()) {
        add("<p class=\"bad\">%s: %d</p>", verdict.check(), verdict.count());
        for (Check.Finding finding : verdict.findings()) {
          add("<pre>%s: %s</pre>", escaped(finding.subject()), escaped(finding.detail()));
        }
      }
    }
    add("<pre>%s</pre></details>", escaped(String.join("\n", run.happened())));
  }

  private void add(String text, Object... values) {
    page.append(values.length == 0 ? text : String.format(Locale.ROOT, text, values)).append('\n');
  }
}
