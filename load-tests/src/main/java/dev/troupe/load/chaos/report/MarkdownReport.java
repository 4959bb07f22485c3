package dev.troupe.load.chaos.report;

import dev.troupe.load.chaos.fault.Struck;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The series of runs as tables for a document: what docs/reliability-runs.md is made of. */
public final class MarkdownReport {

  private final StringBuilder page = new StringBuilder();

  private MarkdownReport() {
  }

  public static String of(List<RunResult> runs) {
    MarkdownReport report = new MarkdownReport();
    report.goals(runs);
    report.healing(runs);
    report.runs(runs);
    return report.page.toString();
  }

  private void goals(List<RunResult> runs) {
    add("| healing | goal at the median | times | seen: p50, max | |%n|---|---|---|---|---|");
    for (HealingSummary.Judged goal : HealingSummary.goals(runs)) {
      add("| %s | < %,d ms | %d | %,d, %,d ms | %s |", goal.what(), goal.mostMillis(), goal.times(), goal.p50(), goal.max(), goal.met() ? "met" : "missed");
    }
    add("");
  }

  private void healing(List<RunResult> runs) {
    add("| fault | times | last trouble at nodes that live, p50 / max ms | longest gap between claims | first claim after healing | with two errors, of the requests on items of nodes that live |%n|---|---|---|---|---|---|");
    for (HealingSummary.Row row : HealingSummary.of(runs)) {
      add("| %s | %d | %s | %s | %s | %s |", row.fault(), row.times(), row.lastTrouble(), row.longestGap(), row.firstClaim(), row.twiceInTrouble());
    }
    add("");
  }

  private void runs(List<RunResult> runs) {
    add("| seed | nodes | faults | calls accepted / refused / unknown | added, completed | found |%n|---|---|---|---|---|---|");
    for (RunResult run : runs) {
      String faults = run.faults().stream().map(Struck::fault).collect(Collectors.joining(", "));
      String found = run.isGood() ? "–" : run.verdicts().stream().filter(verdict -> !verdict.held()).map(verdict -> verdict.check() + " " + verdict.count())
        .collect(Collectors.joining(", "));
      add("| %d | %d | %s | %d / %d / %d | %d, %d | %s |", run.seed(), run.nodes(), faults, calls(run, "ok"), calls(run, "refused"), calls(run, "unknown"),
        run.itemsAdded(), run.completed(), found);
    }
  }

  private static long calls(RunResult run, String outcome) {
    return run.calls().getOrDefault(outcome, 0L);
  }

  private void add(String text, Object... values) {
    page.append(String.format(Locale.ROOT, text, values)).append('\n');
  }
}
