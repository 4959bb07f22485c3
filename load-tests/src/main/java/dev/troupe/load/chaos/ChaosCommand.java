package dev.troupe.load.chaos;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.client.Json;
import dev.troupe.cli.local.Folders;
import dev.troupe.load.chaos.check.Checks;
import dev.troupe.load.chaos.fault.Fault;
import dev.troupe.load.chaos.fault.Faults;
import dev.troupe.load.chaos.report.HtmlReport;
import dev.troupe.load.chaos.report.MarkdownReport;
import dev.troupe.load.chaos.report.RunResult;
import dev.troupe.load.measure.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "chaos", mixinStandardHelpOptions = true, description = {
  "Breaks a cluster of node processes under load by a seeded schedule, heals it, and judges by ten checks what clients saw and the journal holds.",
  "Each run has a cluster of its own and the seed after that of the run before; over such runs every fault comes equally often. Exits non-zero when anything was violated.",
  "Partitions, full disks and moved clocks need root (and Debian's iproute2, iptables, faketime); what cannot be had is skipped and said so."})
public final class ChaosCommand implements Callable<Integer> {

  private static final Duration CALM = Duration.ofMillis(2_500);

  @Option(names = "--runs", description = "how many runs (default 1, or as many as fit into --minutes)")
  private Integer runs;

  @Option(names = "--minutes", description = "begin no further run after so many minutes")
  private Integer minutes;

  @Option(names = "--seed", defaultValue = "1", description = "of the first run (default ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--faults", defaultValue = "all", split = ",",
    description = "names, or the groups suite, processes, database, network, all (default ${DEFAULT-VALUE}); an unknown name lists them")
  private List<String> faults;

  @Option(names = "--faults-per-run", defaultValue = "2", description = "(default ${DEFAULT-VALUE})")
  private int faultsPerRun;

  @Option(names = "--nodes", defaultValue = "3", description = "3 to 5 (default ${DEFAULT-VALUE})")
  private int nodes;

  @Option(names = "--orphan-bound", defaultValue = "16",
    description = "seconds an item may take on top of its lease once all is healed, as docs/operations.md states it (default ${DEFAULT-VALUE})")
  private int orphanBoundSeconds;

  @Option(names = "--keep", description = "keep the evidence of every run, not only of those in which something was found")
  private boolean keep;

  @Option(names = "--report", paramLabel = "DIR", defaultValue = "chaos-report",
    description = "report.html, report.md, report.json, and the evidence of runs in which something was found; a report that is there is continued (default ${DEFAULT-VALUE})")
  private Path report;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Console console = Console.standard();
    Map<String, String> skipped = new TreeMap<>();
    List<Fault> possible = possible(skipped);
    skipped.forEach((fault, reason) -> console.line("Skipped: " + fault + ", because " + reason));
    Files.createDirectories(report);
    List<RunResult> results = earlier();
    int before = results.size();
    int notPlayed = 0;
    long deadline = minutes == null ? Long.MAX_VALUE : System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    int most = runs != null ? runs : minutes != null ? Integer.MAX_VALUE : 1;
    Estimate estimate = new Estimate(runs == null ? 0 : runs);
    for (int number = 0; number < most && System.nanoTime() < deadline; number++) {
      console.line("Run " + (number + 1) + (runs == null ? "" : " of " + runs) + ", seed " + (seed + number) + estimate.nextStep());
      try {
        results.add(run(seed + number, possible, skipped, console));
      } catch (IOException broken) {
        notPlayed++;
        console.line("Seed " + (seed + number) + " could not be played: " + broken.getMessage());
      }
      Folders.replace(report.resolve("report.json"), Json.pretty(results) + "\n");
      Folders.replace(report.resolve("report.html"), HtmlReport.of(results));
      Folders.replace(report.resolve("report.md"), MarkdownReport.of(results));
    }
    console.line("Report: " + report.resolve("report.html").toAbsolutePath());
    return notPlayed == 0 && results.subList(before, results.size()).stream().allMatch(RunResult::isGood) ? 0 : 1;
  }

  private List<RunResult> earlier() throws IOException {
    Path file = report.resolve("report.json");
    return Files.exists(file) ? new ArrayList<>(List.of(Json.mapper().readValue(file.toFile(), RunResult[].class))) : new ArrayList<>();
  }

  private List<Fault> possible(Map<String, String> skipped) {
    List<Fault> possible = new ArrayList<>();
    try {
      for (Fault fault : Faults.named(faults)) {
        Faults.missing(fault).ifPresentOrElse(reason -> skipped.put(fault.name(), reason), () -> possible.add(fault));
      }
    } catch (IllegalArgumentException unknown) {
      throw new CommandFailed("--faults: " + unknown.getMessage());
    }
    if (possible.isEmpty() && faultsPerRun > 0) {
      throw new CommandFailed("None of these faults can be had here: " + skipped);
    }
    return possible;
  }

  private RunResult run(long runSeed, List<Fault> possible, Map<String, String> skipped, Console console)
    throws IOException, InterruptedException, SQLException {
    ChaosOptions options;
    try {
      options = new ChaosOptions(runSeed, nodes, possible, faultsPerRun, CALM, Duration.ofSeconds(orphanBoundSeconds), keep, report);
    } catch (IllegalArgumentException wrong) {
      throw new CommandFailed(wrong.getMessage());
    }
    String command = "./troupe chaos --runs 1 --seed " + runSeed + " --nodes " + nodes + " --faults " + String.join(",", faults)
      + " --faults-per-run " + faultsPerRun;
    RunResult result = new ChaosRun(options, console).play(command, skipped);
    console.line(String.format("Seed %d: %s; %d items, %d completed, calls %s, %.0f s", runSeed, result.isGood() ? "all ten hold" : "FAILED",
      result.itemsAdded(), result.completed(), result.calls(), result.seconds()));
    for (Checks.Verdict verdict : result.verdicts()) {
      if (!verdict.held()) {
        console.line(verdict.check() + ": " + verdict.count());
        verdict.findings().stream().limit(3).forEach(finding -> console.line("  " + finding.subject() + ": " + finding.detail()));
      }
    }
    return result;
  }
}
