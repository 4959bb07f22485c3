package dev.troupe.load.report;

import dev.troupe.cli.Table;
import dev.troupe.load.measure.Op;
import dev.troupe.load.scenario.Repetition;
import dev.troupe.load.scenario.Report;
import java.util.Locale;

/** A run as text. */
public final class Summary {

  private Summary() {
  }

  /** The targets over all runs; what each run saw besides is told with the run. */
  public static String of(Repetition told) {
    Table targets = new Table("target", "wanted", "median of " + told.runs().size(), "least", "most", "");
    told.verdicts().forEach(spread -> targets.row(spread.median().what(), spread.median().bound(), spread.median().measured(), spread.least(), spread.most(),
      word(spread.median().met())));
    return targets + (told.good() ? "GOOD: " : "BAD: ") + told.scenario() + "\n";
  }

  public static String of(Report report) {
    Table calls = new Table("call", "done", "per s", "p50 ms", "p95 ms", "p99 ms", "max ms", "empty", "shed", "refused", "broken");
    for (Op op : Op.values()) {
      if (report.calls().containsKey(op)) {
        var point = report.calls().get(op);
        calls.row(op.label(), point.done(), point.perSecond(), point.p50Ms(), point.p95Ms(), point.p99Ms(), point.maxMs(), point.empty(), point.shed(),
          point.refused(), point.broken());
      }
    }
    Table targets = new Table("target", "wanted", "seen", "");
    report.verdicts().forEach(target -> targets.row(target.what(), target.bound(), target.measured(), word(target.met())));
    StringBuilder text = new StringBuilder(calls.toString()).append('\n').append(targets);
    report.figures().forEach((what, value) -> text.append(what).append(": ").append(value).append('\n'));
    Report.Machine machine = report.machine();
    text.append(String.format(Locale.ROOT, "processor seconds in %.1f s: nodes %.1f, PostgreSQL %.1f, generator %.1f; resident MiB: nodes %d, generator %d%n",
      report.elapsedSeconds(), machine.nodesCpuSeconds(), machine.postgresCpuSeconds(), machine.generatorCpuSeconds(), machine.nodesResidentMib(),
      machine.generatorResidentMib()));
    Report.Check check = report.check();
    text.append(String.format("promises, by the %s of %d of %d items: %d owned twice, %d acknowledged and lost, %d violations in all; %d answers nobody foresaw%n",
      check.source(), check.checked(), check.items(), check.doubled(), check.lost(), check.violations().size(), check.unforeseen()));
    check.violations().forEach(violation -> text.append("VIOLATION ").append(violation).append('\n'));
    check.firstUnforeseen().forEach(answer -> text.append("unforeseen: ").append(answer).append('\n'));
    return text.append(report.good() ? "GOOD: " : "BAD: ").append(report.scenario()).append('\n').toString();
  }

  private static String word(boolean met) {
    return met ? "met" : "MISSED";
  }
}
