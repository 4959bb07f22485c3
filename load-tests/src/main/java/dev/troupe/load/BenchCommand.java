package dev.troupe.load;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.OutputFormat;
import dev.troupe.cli.Table;
import dev.troupe.cli.client.Json;
import dev.troupe.load.fleet.Latencies;
import dev.troupe.load.measure.Numbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "bench", mixinStandardHelpOptions = true, description = {
  "Measures items per second through add, claim and complete over HTTP, beside what raw JDBC commits on the same PostgreSQL,",
  "and how long a waiting agent waits for a new item. Each number of nodes has a cluster and a PostgreSQL of its own."})
final class BenchCommand implements Callable<Integer> {

  private static final int WARM_UP_SECONDS = 10;
  private static final int FLOOR_SECONDS = 3;
  private static final int HAND_OVERS = 200;
  /** The most one claim may ask for. */
  static final int MAX_BATCH = 100;

  @Option(names = "--seconds", defaultValue = "20", description = "measured time for each number of nodes, after 10 s of warm-up (default ${DEFAULT-VALUE})")
  private int seconds;

  @Option(names = "--agents", defaultValue = "100", description = "(default ${DEFAULT-VALUE})")
  private int agents;

  @Option(names = "--nodes", defaultValue = "1,3", split = ",", description = "numbers of nodes to measure (default ${DEFAULT-VALUE})")
  private List<Integer> nodes;

  @Option(names = "--batch", defaultValue = "1", split = ",", description = {
    "items of each add, claim and complete; above 1 the calls for batches are used (default ${DEFAULT-VALUE}).",
    "Several, as in 1,20, are measured one after the other on the same cluster."})
  private List<Integer> batches;

  @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private OutputFormat output;

  @Option(names = "--report", paramLabel = "FILE", description = "write the figures as JSON")
  private Path report;

  /** The figures for one number of nodes; the JDBC ones are rows per second. */
  record Figures(int nodes, int agents, int batch, double itemsPerSecond, Latencies.Summary addMs, Latencies.Summary claimMs, Latencies.Summary completeMs,
    int failures, CpuTime.PerItem cpuMsPerItem, double transactionsPerItem, Latencies.Summary handOverMs, double jdbcSingleRows16Clients, double jdbcBatches400OneClient, double jdbcBatches400TwoClients) {
  }

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Console console = Console.standard();
    if (batches.stream().anyMatch(batch -> batch < 1 || batch > MAX_BATCH)) {
      throw new CommandFailed("--batch: expected 1 to " + MAX_BATCH);
    }
    List<Figures> figures = new ArrayList<>();
    for (int count : nodes) {
      try (TemporaryCluster temporary = TemporaryCluster.start(null, count, console)) {
        figures.addAll(measure(temporary, count, console));
      }
    }
    if (report != null) {
      Files.writeString(report, Json.pretty(figures) + "\n");
    }
    System.out.println(output == OutputFormat.json ? Json.pretty(figures) : table(figures) + "\n" + Json.pretty(figures));
    return figures.stream().allMatch(figure -> figure.failures() == 0 && figure.itemsPerSecond() > 0) ? 0 : 1;
  }

  private List<Figures> measure(TemporaryCluster temporary, int count, Console console)
    throws InterruptedException, SQLException, IOException {
    BenchRun run = new BenchRun(temporary.cluster());
    List<BenchRun.Throughput> throughputs = new ArrayList<>();
    for (int batch : batches) {
      console.line(agents + " agents, " + batch + " items a call, for " + WARM_UP_SECONDS + " + " + seconds + " s ...");
      throughputs.add(run.throughput(agents, batch, WARM_UP_SECONDS, seconds));
    }
    console.line(HAND_OVERS + " items to a waiting agent ...");
    Latencies.Summary handOver = run.handOver(HAND_OVERS);
    console.line("The same PostgreSQL with nothing but JDBC ...");
    JdbcFloor.Measure floor = new JdbcFloor.Measure(temporary.cluster()::connect, FLOOR_SECONDS);
    double single = rounded(JdbcFloor.rowsPerSecond(floor, 16, 1));
    double oneClient = rounded(JdbcFloor.rowsPerSecond(floor, 1, 400));
    double twoClients = rounded(JdbcFloor.rowsPerSecond(floor, 2, 400));
    List<Figures> figures = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      BenchRun.Throughput throughput = throughputs.get(i);
      figures.add(new Figures(count, agents, batches.get(i), rounded(throughput.itemsPerSecond()), throughput.addMs(), throughput.claimMs(),
        throughput.completeMs(), throughput.failures(), throughput.cpuMs(), Numbers.hundredths(throughput.transactions()), handOver, single, oneClient, twoClients));
    }
    return figures;
  }

  private static String table(List<Figures> figures) {
    Table table = new Table("nodes", "batch", "items/s", "add p50/p99", "claim p50/p99", "complete p50/p99", "CPU nodes/PostgreSQL/load", "transactions", "hand-over p50/p99", "JDBC 1x16", "JDBC 400x1", "JDBC 400x2", "failures");
    for (Figures figure : figures) {
      table.row(figure.nodes(), figure.batch(), figure.itemsPerSecond(), pair(figure.addMs()), pair(figure.claimMs()), pair(figure.completeMs()), cpu(figure.cpuMsPerItem()), figure.transactionsPerItem(), pair(figure.handOverMs()),
        figure.jdbcSingleRows16Clients(), figure.jdbcBatches400OneClient(), figure.jdbcBatches400TwoClients(), figure.failures());
    }
    return table + "milliseconds (CPU: of processor time for an item; transactions: of PostgreSQL for an item); JDBC: rows committed per second, rows per commit x clients; an item is three stored events";
  }

  private static String pair(Latencies.Summary summary) {
    return String.format("%.1f/%.1f", summary.p50(), summary.p99());
  }

  private static String cpu(CpuTime.PerItem cost) {
    return String.format("%.2f/%.2f/%.2f", cost.nodes(), cost.postgres(), cost.load());
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
