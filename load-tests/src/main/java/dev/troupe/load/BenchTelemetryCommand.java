package dev.troupe.load;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.Table;
import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "bench-telemetry", mixinStandardHelpOptions = true, description = {
  "Measures what metrics and traces cost: two clusters of one node, one with telemetry (spans sampled as by default, and received), one without,",
  "are loaded in turns, so that whatever else the machine does strikes both. Processor time counts that of the loaded node and its PostgreSQL."})
final class BenchTelemetryCommand implements Callable<Integer> {

  private static final int SETTLE_SECONDS = 1;

  @Option(names = "--pairs", defaultValue = "8", description = "rounds with and rounds without (default ${DEFAULT-VALUE})")
  private int pairs;

  @Option(names = "--seconds", defaultValue = "10", description = "measured time of a round (default ${DEFAULT-VALUE})")
  private int seconds;

  @Option(names = "--warm-up", defaultValue = "30", description = "seconds of load on each cluster before the first round (default ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(names = "--agents", defaultValue = "100", description = "(default ${DEFAULT-VALUE})")
  private int agents;

  @Option(names = "--batch", defaultValue = "1", description = "items of each add, claim and complete, up to 100 (default ${DEFAULT-VALUE})")
  private int batch;

  @Option(names = "--report", paramLabel = "FILE", description = "write the figures as JSON")
  private Path report;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    if (pairs < 1 || seconds < 1 || warmUp < 1 || agents < 1 || batch < 1 || batch > BenchCommand.MAX_BATCH) {
      throw new CommandFailed("Expected --pairs, --seconds, --warm-up and --agents of 1 or more, and --batch from 1 to " + BenchCommand.MAX_BATCH);
    }
    Console console = Console.standard();
    try (SpanSink sink = SpanSink.start();
      TemporaryCluster on = TemporaryCluster.start(null, 1, Map.of("TROUPE_OTLP_ENDPOINT", sink.url()), console);
      TemporaryCluster off = TemporaryCluster.start(null, 1, Map.of("TROUPE_TELEMETRY", "off"), console)) {
      round(on, warmUp);
      round(off, warmUp);
      List<TelemetryRounds.Pair> done = new ArrayList<>();
      for (int pair = 0; pair < pairs; pair++) {
        done.add(pair(on, off, pair % 2 == 0));
        console.line("Pair " + (pair + 1) + " of " + pairs + ": " + done.get(pair));
      }
      if (sink.requests() == 0) {
        throw new CommandFailed("Expected the node with telemetry to send spans, but none came: the comparison is void");
      }
      show(new TelemetryRounds(done));
    }
    return 0;
  }

  /** Which of them comes first changes, so that what grows with time strikes both. */
  private TelemetryRounds.Pair pair(TemporaryCluster on, TemporaryCluster off, boolean onFirst) throws InterruptedException, SQLException, IOException {
    TelemetryRounds.Round first = round(onFirst ? on : off, seconds);
    TelemetryRounds.Round second = round(onFirst ? off : on, seconds);
    return onFirst ? new TelemetryRounds.Pair(first, second) : new TelemetryRounds.Pair(second, first);
  }

  private TelemetryRounds.Round round(TemporaryCluster cluster, int length) throws InterruptedException, SQLException, IOException {
    BenchRun.Throughput throughput = new BenchRun(cluster.cluster()).throughput(agents, batch, SETTLE_SECONDS, length);
    if (throughput.failures() > 0 || throughput.itemsPerSecond() == 0) {
      throw new CommandFailed(throughput.failures() + " rounds of agents failed: see the logs in " + cluster.cluster().dir());
    }
    return new TelemetryRounds.Round(throughput.itemsPerSecond(), throughput.cpuMs().nodes(), throughput.cpuMs().postgres());
  }

  private void show(TelemetryRounds rounds) throws IOException {
    Table table = new Table("median of " + pairs + " pairs", "on", "off", "on / off", "least", "greatest");
    row(table, "items/s", rounds.itemsPerSecond());
    row(table, "processor ms/item", rounds.cpuMsPerItem());
    row(table, "... the node's", rounds.nodeMsPerItem());
    row(table, "... PostgreSQL's", rounds.databaseMsPerItem());
    System.out.println(table);
    if (report != null) {
      Files.writeString(report, Json.pretty(rounds) + "\n");
    }
  }

  private static void row(Table table, String name, TelemetryRounds.Ratio ratio) {
    table.row(name, thousandth(ratio.on()), thousandth(ratio.off()), thousandth(ratio.median()), thousandth(ratio.least()), thousandth(ratio.greatest()));
  }

  private static double thousandth(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
