package dev.troupe.load;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.OutputFormat;
import dev.troupe.cli.client.Json;
import dev.troupe.load.baseline.CompareCommand;
import dev.troupe.load.report.Page;
import dev.troupe.load.report.Summary;
import dev.troupe.load.scenario.Plan;
import dev.troupe.load.scenario.Player;
import dev.troupe.load.scenario.Report;
import dev.troupe.load.scenario.Scenario;
import dev.troupe.load.scenario.Scenarios;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "loadtest", mixinStandardHelpOptions = true, subcommands = {CompareCommand.class, StartupCommand.class}, description = {
  "Puts a simulated fleet on a cluster and judges what it saw: each scenario states its targets, and every run checks from what was stored that",
  "no item was owned twice and nothing acknowledged was lost. Without --target it starts a cluster of its own, and stops it again.",
  "Exit code 0: every target is met and every promise kept. Without a scenario: lists them."})
final class LoadTestCommand implements Callable<Integer> {

  private static final long LOCAL_WARM_UP_SECONDS = 60;

  @Parameters(arity = "0..1", paramLabel = "SCENARIO", description = "one of the list")
  private String name;

  @Option(names = "--target", paramLabel = "URL", split = ",", description = "nodes to put the load on, instead of a cluster of its own")
  private List<URI> target;

  @Option(names = "--key-file", paramLabel = "FILE", description = "holds the API key; otherwise TROUPE_API_KEY, if set")
  private Path keyFile;

  @Option(names = "--nodes", description = "of the cluster it starts")
  private Integer nodes;

  @Option(names = "--agents", description = "instead of the scenario's number")
  private Integer agents;

  @Option(names = "--items", description = "instead of the scenario's number")
  private Long items;

  @Option(names = "--rate", description = "items a second, instead of the scenario's rate")
  private Double rate;

  @Option(names = "--duration", paramLabel = "TIME", description = "like 90s, 10m or 4h, instead of the scenario's")
  private String duration;

  @Option(names = "--seed", defaultValue = "1", description = "of everything that is drawn by lot (default ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--warm-up", paramLabel = "SECONDS", description = "of work before that is not measured (default: 60 on a cluster of its own, else 0)")
  private Long warmUp;

  @Option(names = "--check", paramLabel = "ITEMS", defaultValue = "2000",
    description = "histories read over HTTP, where the journal is out of reach (default ${DEFAULT-VALUE})")
  private int mostChecked;

  @Option(names = "--report", paramLabel = "DIR", description = "write SCENARIO.html and SCENARIO.json there")
  private Path report;

  @Option(names = "--data", paramLabel = "DIR", description = "keep the data of its own cluster there (default: a temporary folder, removed at the end)")
  private Path data;

  @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private OutputFormat output;

  @Override
  public Integer call() throws Exception {
    if (name == null) {
      Scenarios.all().forEach(scenario -> System.out.printf("%-12s %s%n", scenario.name(), scenario.description()));
      System.out.printf("%-12s %s%n", "compare", "Beside SELECT … FOR UPDATE SKIP LOCKED on the same PostgreSQL; see loadtest compare --help.");
      System.out.printf("%-12s %s%n", "startup", "From process start to ready, one node and three; see loadtest startup --help.");
      return 0;
    }
    Scenario scenario = Scenarios.named(name);
    Plan plan = plan(scenario.defaults());
    Console console = Console.standard();
    Report told = target == null ? onItsOwn(scenario, plan, console)
      : new Player(scenario, plan, target, key(), Optional.empty(), console).play(warmUp == null ? 0 : warmUp, mostChecked);
    if (report != null) {
      Files.createDirectories(report);
      Files.writeString(report.resolve(name + ".json"), Json.pretty(told) + "\n");
      Files.writeString(report.resolve(name + ".html"), Page.of(told));
      console.line("Report: " + report.resolve(name + ".html"));
    }
    System.out.print(output == OutputFormat.json ? Json.pretty(told) + "\n" : Summary.of(told));
    return told.good() ? 0 : 1;
  }

  private Report onItsOwn(Scenario scenario, Plan plan, Console console) throws Exception {
    try (TemporaryCluster temporary = TemporaryCluster.start(data, plan.nodes(), scenario.nodeSettings(), console)) {
      return new Player(scenario, plan, temporary.cluster().urls(), key(), Optional.of(temporary.cluster()), console)
        .play(warmUp == null ? LOCAL_WARM_UP_SECONDS : warmUp, mostChecked);
    }
  }

  private Plan plan(Plan defaults) {
    return new Plan(agents == null ? defaults.agents() : agents, items == null ? defaults.items() : items, rate == null ? defaults.rate() : rate,
      duration == null ? defaults.duration() : parsed(duration), nodes == null ? defaults.nodes() : nodes, seed);
  }

  private Optional<String> key() throws IOException {
    return keyFile != null ? Optional.of(Files.readString(keyFile).trim()) : Optional.ofNullable(System.getenv("TROUPE_API_KEY")).filter(key -> !key.isBlank());
  }

  private static Duration parsed(String text) {
    try {
      return Duration.parse("PT" + text.trim());
    } catch (java.time.format.DateTimeParseException wrong) {
      throw new CommandFailed("--duration: expected a time like 90s, 10m or 4h, but got " + text);
    }
  }
}
