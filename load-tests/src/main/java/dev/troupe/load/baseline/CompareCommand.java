package dev.troupe.load.baseline;

import dev.troupe.cli.Console;
import dev.troupe.cli.OutputFormat;
import dev.troupe.cli.Table;
import dev.troupe.cli.client.Json;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.load.JdbcFloor;
import dev.troupe.load.TemporaryCluster;
import dev.troupe.load.baseline.Comparison.Performance;
import dev.troupe.load.check.JournalReader;
import dev.troupe.load.measure.ProcessCosts;
import dev.troupe.load.scenario.Round;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "compare", mixinStandardHelpOptions = true, description = {
  "Measures one node of Troupe beside the plain alternative (a table with FOR UPDATE SKIP LOCKED and a history row for each transition, behind a",
  "small HTTP server) and beside bare JDBC: the same PostgreSQL, the same load, in turns. Checks both from what they stored.",
  "Exit code 0: every goal is met and both kept their promises."})
public final class CompareCommand implements Callable<Integer> {

  private static final String TROUPE = "troupe";
  private static final String SKIP_LOCKED = "skip-locked";

  @Option(names = "--seconds", defaultValue = "5", description = "length of each of the five strokes of a round (default ${DEFAULT-VALUE})")
  private double seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "counted rounds on each (default ${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--warm-up", paramLabel = "ROUNDS", defaultValue = "1", description = "rounds before that are not counted (default ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(names = "--agents", defaultValue = "100", description = "(default ${DEFAULT-VALUE})")
  private int agents;

  @Option(names = "--batch", defaultValue = "20", description = "items in one call of the strokes in batches, at most 100 (default ${DEFAULT-VALUE})")
  private int batch;

  @Option(names = "--rate", defaultValue = "200", description = "items a second handed over to waiting agents (default ${DEFAULT-VALUE})")
  private double rate;

  @Option(names = "--nodes", defaultValue = "1", description = "nodes of Troupe (default ${DEFAULT-VALUE})")
  private int nodes;

  @Option(names = "--pool", defaultValue = "16", description = "connections of the SKIP LOCKED server to PostgreSQL (default ${DEFAULT-VALUE})")
  private int pool;

  @Option(names = "--floor-seconds", defaultValue = "3", description = "for each measurement of bare JDBC; 0 leaves them out (default ${DEFAULT-VALUE})")
  private int floorSeconds;

  @Option(names = "--report", paramLabel = "FILE", description = "write all figures as JSON")
  private Path report;

  @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private OutputFormat output;

  @Override
  public Integer call() throws Exception {
    Console console = Console.standard();
    try (TemporaryCluster temporary = TemporaryCluster.start(null, nodes, console)) {
      LocalCluster cluster = temporary.cluster();
      try (SkipLockedProcess other = SkipLockedProcess.start(cluster.database(), cluster.databasePassword(), pool)) {
        return compare(cluster, other, console);
      }
    }
  }

  private int compare(LocalCluster cluster, SkipLockedProcess other, Console console) throws Exception {
    List<Contender> contenders = List.of(
      new Contender(TROUPE, cluster.urls(), cluster.nodes().stream().map(node -> node.pid()).toList(), ids -> {
        try (Connection connection = cluster.connect()) {
          return JournalReader.events(connection, ids);
        }
      }),
      new Contender(SKIP_LOCKED, other.urls(), List.of(other.pid()), ids -> {
        try (Connection connection = cluster.connect()) {
          return SkipLockedHistory.events(connection, ids);
        }
      }));
    Comparison comparison = new Comparison(contenders, ProcessCosts.pidIn(cluster.dir().resolve("run").resolve("postgres.pid")), new Round.Plan(agents, batch, seconds, rate), console);
    comparison.warmUp(warmUp);
    try (Connection connection = cluster.connect(); java.sql.Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE");
    }
    Map<String, List<Performance>> performances = comparison.run(rounds);
    List<Ratios.Line> lines = Ratios.of(performances.get(TROUPE), performances.get(SKIP_LOCKED));
    Map<String, Double> floor = floor(cluster);
    boolean clean = performances.values().stream().flatMap(List::stream).allMatch(Performance::isClean);
    boolean good = clean && lines.stream().noneMatch(line -> Boolean.FALSE.equals(line.met()));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("good", good);
    all.put("promises_kept", clean);
    all.put("lines", lines);
    all.put("floor_rows_per_second", floor);
    all.put("rounds", performances);
    if (report != null) {
      Files.writeString(report, Json.pretty(all) + "\n");
    }
    System.out.print(output == OutputFormat.json ? Json.pretty(all) + "\n" : table(lines, floor, clean));
    return good ? 0 : 1;
  }

  private String table(List<Ratios.Line> lines, Map<String, Double> floor, boolean clean) {
    Table table = new Table("median (least–most) of " + rounds, TROUPE, SKIP_LOCKED, "better by", "goal", "");
    for (Ratios.Line line : lines) {
      table.row(line.figure(), line.ours(), line.theirs(), line.ratio(), line.goal() == null ? "" : line.goal(),
        line.met() == null ? "" : line.met() ? "met" : "MISSED");
    }
    StringBuilder text = new StringBuilder(table.toString());
    floor.forEach((what, rows) -> text.append(String.format("%s: %.0f rows/s%n", what, rows)));
    return text.append(clean ? "Checked from what was stored: no item owned twice, nothing acknowledged lost.\n" : "BAD: promises were broken.\n").toString();
  }

  private Map<String, Double> floor(LocalCluster cluster) throws SQLException, InterruptedException {
    Map<String, Double> floor = new LinkedHashMap<>();
    if (floorSeconds > 0) {
      JdbcFloor.Measure measure = new JdbcFloor.Measure(cluster::connect, floorSeconds);
      floor.put("JDBC, one row a commit, 16 clients", JdbcFloor.rowsPerSecond(measure, 16, 1));
      floor.put("JDBC, one row a commit, 64 clients", JdbcFloor.rowsPerSecond(measure, 64, 1));
      floor.put("JDBC, 400 rows a commit, 2 clients", JdbcFloor.rowsPerSecond(measure, 2, 400));
    }
    return floor;
  }
}
