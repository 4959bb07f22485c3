package dev.troupe.load;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.Table;
import dev.troupe.cli.client.Json;
import dev.troupe.load.reads.GeneratedJournal;
import dev.troupe.load.reads.ReadTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "bench-reads", mixinStandardHelpOptions = true, hidden = true, description = {
  "Writes a journal of many events by SQL, then measures every read over HTTP: lists, histories, past states, audits.",
  "With --plans, PostgreSQL explains and measures the statements of one call of each into its log."})
final class BenchReadsCommand implements Callable<Integer> {

  @Option(names = "--events", defaultValue = "1000000", description = "events to write, at least 10,000 (default ${DEFAULT-VALUE})")
  private long events;

  @Option(names = "--written", paramLabel = "ITEMS", description = "write nothing: --data has so many items from an earlier run")
  private long written;

  @Option(names = "--calls", defaultValue = "200", description = "measured calls of each read (default ${DEFAULT-VALUE})")
  private int calls;

  @Option(names = "--plans", description = "have PostgreSQL log what it did for one call of each")
  private boolean plans;

  @Option(names = "--data", paramLabel = "DIR", description = "keep the data there (default: a temporary folder, removed at the end)")
  private Path data;

  @Option(names = "--report", paramLabel = "FILE", description = "write the figures as JSON")
  private Path report;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    if (events < 10_000) {
      throw new CommandFailed("--events: expected 10000 or more");
    }
    Console console = Console.standard();
    try (TemporaryCluster temporary = TemporaryCluster.start(data, 1, console)) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      long items = written > 0 ? written : write(temporary, console);
      ReadTimes times = new ReadTimes(temporary.cluster().urls().get(0), items, now);
      times.awaitCalm();
      show(times.measure(calls));
      if (plans) {
        explain(temporary, times, console);
      }
    }
    return 0;
  }

  private long write(TemporaryCluster temporary, Console console) throws IOException, SQLException {
    temporary.cluster().kill(1);
    long started = System.nanoTime();
    try (Connection connection = temporary.cluster().connect()) {
      long items = GeneratedJournal.write(connection, events, console);
      console.line(String.format("%d items written in %.0f s", items, (System.nanoTime() - started) / 1e9));
      return items;
    } finally {
      temporary.cluster().restart(1, console);
    }
  }

  private void show(List<ReadTimes.Figures> figures) throws IOException {
    Table table = new Table("read", "p50 ms", "p95 ms", "p99 ms", "max ms", "items on a page");
    figures.forEach(one -> table.row(one.read(), one.ms().p50(), one.ms().p95(), one.ms().p99(), one.ms().max(), one.meanItems()));
    System.out.print(table);
    if (report != null) {
      Files.writeString(report, Json.pretty(figures) + "\n");
    }
  }

  private static void explain(TemporaryCluster temporary, ReadTimes times, Console console) throws IOException, SQLException, InterruptedException {
    try (Connection connection = temporary.cluster().connect(); Statement statement = connection.createStatement()) {
      String database = connection.getCatalog();
      for (String setting : List.of("session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0",
        "auto_explain.log_analyze = on", "auto_explain.log_buffers = on")) {
        statement.execute("ALTER DATABASE \"" + database + "\" SET " + setting);
      }
    }
    temporary.cluster().restart(1, console);
    times.awaitCalm();
    times.once();
    console.line("The plans are in PostgreSQL's log.");
  }
}
