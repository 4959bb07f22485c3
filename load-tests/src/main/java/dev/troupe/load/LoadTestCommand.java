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
import dev.troupe.load.scenario.Repetition;
import dev.troupe.load.scenario.Report;
import dev.troupe.load.scenario.Scenario;
import dev.troupe.load.scenario.Scenarios;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
  private static final int MOST_RUNS = 99;

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

  @Option(names = "--repeat", paramLabel = "RUNS", defaultValue = "1",
    description = "an odd number up to 99, on one cluster, warmed up once; the median of each target decides (default ${DEFAULT-VALUE})")
  private int repeat;

  @Option(names = "--check", paramLabel = "ITEMS", defaultValue = "2000",
    description = "histories read over HTTP, where the journal is out of reach (default ${DEFAULT-VALUE})")
  private int mostChecked;

  @Option(names = "--report", paramLabel = "DIR", description = "write SCENARIO.html and SCENARIO.json there; with --repeat a page for each run")
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
    if (repeat < 1 || repeat > MOST_RUNS || repeat % 2 == 0) {
      throw new CommandFailed("--repeat: expected an odd number from 1 to " + MOST_RUNS + ", so that the median is one of the runs, but got " + repeat);
    }
    Scenario scenario = Scenarios.named(name);
    Plan plan = plan(scenario.defaults());
    Console console = Console.standard();
    List<Report> runs = target == null ? onItsOwn(scenario, plan, console)
      : play(new Player(scenario, plan, target, key(), Optional.empty(), console), warmUp == null ? 0 : warmUp, console);
    return repeat == 1 ? tell(runs.get(0), console) : tell(Repetition.of(runs), console);
  }

  private List<Report> onItsOwn(Scenario scenario, Plan plan, Console console) throws Exception {
    try (TemporaryCluster temporary = TemporaryCluster.start(data, plan.nodes(), scenario.nodeSettings(), console)) {
      return play(new Player(scenario, plan, temporary.cluster().urls(), key(), Optional.of(temporary.cluster()), console),
        warmUp == null ? LOCAL_WARM_UP_SECONDS : warmUp, console);
    }
  }

  private List<Report> play(Player player, long warmUpSeconds, Console console) throws Exception {
    player.prepare();
    List<Report> runs = new ArrayList<>();
    for (int run = 1; run <= repeat; run++) {
      Report told = player.play(run == 1 ? warmUpSeconds : 0, mostChecked);
      runs.add(told);
      if (repeat > 1) {
        console.line("Run " + run + " of " + repeat + "\n" + Summary.of(told));
      }
    }
    return runs;
  }

  private int tell(Report told, Console console) throws IOException {
    if (report != null) {
      write(name + ".html", Page.of(told));
      console.line("Report: " + report.resolve(name + ".html"));
    }
    return tell(told, Summary.of(told), told.good());
  }

  private int tell(Repetition told, Console console) throws IOException {
    if (report != null) {
      for (int run = 1; run <= told.runs().size(); run++) {
        write(name + "-" + run + ".html", Page.of(told.runs().get(run - 1)));
      }
      console.line("Reports: " + report.resolve(name + "-1.html") + " and so on");
    }
    return tell(told, Summary.of(told), told.good());
  }

  private int tell(Object told, String summary, boolean good) throws IOException {
    String json = Json.pretty(told) + "\n";
    if (report != null) {
      write(name + ".json", json);
    }
    System.out.print(output == OutputFormat.json ? json : summary);
    return good ? 0 : 1;
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(report);
    Files.writeString(report.resolve(file), text);
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
