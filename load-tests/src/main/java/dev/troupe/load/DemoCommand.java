package dev.troupe.load;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.Table;
import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "demo", mixinStandardHelpOptions = true, description = {
  "Starts PostgreSQL and a cluster, has a fleet of agents work a backlog off, and checks the outcome from the journal.",
  "Exit code 0: every item completed exactly once, nothing lost, nothing doubled. Leaves nothing running."})
final class DemoCommand implements Callable<Integer> {

  @Mixin
  private DemoOptions options;

  @Option(names = "--repeat", defaultValue = "1", description = "run so many times, with seed, seed + 1, ... (default ${DEFAULT-VALUE})")
  private int repeat;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (repeat < 1 || repeat > 1 && options.data != null) {
      throw new CommandFailed("--repeat: expected 1 or more, and no --data beside it: each run has a folder of its own");
    }
    Console console = Console.standard();
    List<DemoReport> reports = new ArrayList<>();
    long firstSeed = options.seed;
    for (int run = 0; run < repeat; run++) {
      options.seed = firstSeed + run;
      if (repeat > 1) {
        console.line("Run " + (run + 1) + " of " + repeat + ", seed " + options.seed);
      }
      DemoReport report = new Demo(options, console).run();
      reports.add(report);
      System.out.print(repeat > 1 ? oneLine(run, report) : summary(report));
    }
    if (options.report != null) {
      Files.writeString(options.report, Json.pretty(repeat == 1 ? reports.get(0) : reports) + "\n");
    }
    if (repeat > 1) {
      System.out.print(table(reports));
    }
    return reports.stream().allMatch(DemoReport::isGood) ? 0 : 1;
  }

  private static String summary(DemoReport report) {
    Table table = new Table("what", "value")
      .row("items completed exactly once", report.completed() + " of " + report.items())
      .row("doubled / lost / orphaned", report.doubleClaims() + " / " + report.lost() + " / " + report.orphaned())
      .row("formation", String.format("%.1f s", report.formationSeconds()))
      .row("elapsed", String.format("%.1f s, %.0f claims/s", report.elapsedSeconds(), report.claimsPerSecond()))
      .row("claim ms p50/p95/p99/max", line(report.claimMs()))
      .row("complete ms p50/p95/p99/max", line(report.completeMs()))
      .row("longest gap", report.longestGapMs() + " ms")
      .row("completed through", report.itemsPerNode());
    if (report.killedNode() != null) {
      table.row("killed", report.killedNode() + "; " + report.killedItems() + " of its items claimable again after "
        + report.killedItemsClaimableMs() + " ms");
    }
    return table + (report.isGood() ? "GOOD: every item was completed exactly once, by the journal.\n" : "BAD: the journal shows broken promises.\n");
  }

  private static String oneLine(int run, DemoReport report) {
    return String.format("run %d: %s, %d of %d completed, %d doubled, %d lost, %d orphaned%n", run + 1, report.isGood() ? "good" : "BAD",
      report.completed(), report.items(), report.doubleClaims(), report.lost(), report.orphaned());
  }

  private static String table(List<DemoReport> reports) {
    Table table = new Table("run", "completed", "doubled", "lost", "orphaned", "formation s", "elapsed s", "longest gap ms", "killed", "its items", "back after ms");
    for (int run = 0; run < reports.size(); run++) {
      DemoReport report = reports.get(run);
      table.row(run + 1, report.completed() + "/" + report.items(), report.doubleClaims(), report.lost(), report.orphaned(), report.formationSeconds(),
        report.elapsedSeconds(), report.longestGapMs(), report.killedNode(), report.killedItems(), report.killedItemsClaimableMs());
    }
    return table.toString();
  }

  private static String line(dev.troupe.load.fleet.Latencies.Summary summary) {
    return String.format("%.1f / %.1f / %.1f / %.1f", summary.p50(), summary.p95(), summary.p99(), summary.max());
  }
}
