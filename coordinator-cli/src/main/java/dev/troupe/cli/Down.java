package dev.troupe.cli;

import dev.troupe.cli.client.Json;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.cli.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "down", mixinStandardHelpOptions = true, description = "Stops the cluster of a data folder; its data stays. Nothing to stop is fine, too.")
final class Down implements Callable<Integer> {

  @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private OutputFormat output;

  @Mixin
  private DataFolder data;

  @Override
  public Integer call() throws IOException {
    List<String> stopped = stop(data.path());
    if (output == OutputFormat.json) {
      System.out.println(Json.pretty(Map.of("stopped", stopped, "data", data.path().toString())));
    } else if (stopped.isEmpty()) {
      System.out.println("Nothing runs on " + data.path());
    } else {
      System.out.println("Stopped " + String.join(", ", stopped) + "; the data stays in " + data.path());
    }
    return 0;
  }

  private static List<String> stop(Path dir) throws IOException {
    Optional<LocalCluster> cluster = LocalCluster.find(dir);
    if (cluster.isPresent()) {
      return cluster.get().stop();
    }
    // A start that was killed between PostgreSQL and the first node leaves only the former.
    Optional<LocalPostgres> postgres = Files.isDirectory(dir) ? LocalPostgres.running(dir) : Optional.empty();
    if (postgres.isPresent()) {
      postgres.get().close();
      return List.of("postgres");
    }
    return List.of();
  }
}
