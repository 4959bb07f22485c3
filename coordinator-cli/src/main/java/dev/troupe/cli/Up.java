package dev.troupe.cli;

import dev.troupe.cli.client.Json;
import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.cli.local.LocalCluster;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "up", mixinStandardHelpOptions = true, description = {
  "Starts a cluster on this machine that keeps its data.",
  "Stays until Ctrl-C, then stops everything; with --detach it returns once every node is ready.",
  "TROUPE_DB_URL (with TROUPE_DB_USER and TROUPE_DB_PASSWORD or TROUPE_DB_PASSWORD_FILE) replaces the embedded PostgreSQL."})
final class Up implements Callable<Integer> {

  @Option(names = "--nodes", defaultValue = "1", description = "how many node processes, 1 to 20 (default ${DEFAULT-VALUE})")
  private int nodes;

  @Option(names = "--port", defaultValue = "8080", description = "HTTP port of node 1; node k answers on port + k - 1; 0 picks free ones (default ${DEFAULT-VALUE})")
  private int port;

  @Option(names = "--detach", description = "return when every node is ready and leave them running")
  private boolean detach;

  @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private OutputFormat output;

  @Mixin
  private DataFolder data;

  @Override
  public Integer call() throws IOException {
    Console console = Console.standard();
    LocalCluster cluster = LocalCluster.planned(new LocalCluster.Wish(data.path(), nodes, port));
    Interruption interruption = Interruption.watch(() -> stop(cluster, console));
    boolean interrupted = false;
    try {
      cluster.start(console);
      print(cluster);
      if (!detach) {
        console.line("Ctrl-C stops it; the data stays in " + cluster.dir());
        cluster.awaitEnd();
      }
    } finally {
      interrupted = !interruption.forget();
    }
    if (detach || interrupted) {
      return 0;
    }
    cluster.stop();
    throw new CommandFailed("Every node has ended by itself. See " + cluster.dir().resolve("logs"));
  }

  private void print(LocalCluster cluster) {
    if (output == OutputFormat.json) {
      System.out.println(Json.pretty(Map.of("nodes", cluster.nodes().stream().map(Up::described).toList(),
        "data", cluster.dir().toString(), "database_url", cluster.database().url(), "formation_seconds", cluster.formationSeconds())));
      return;
    }
    Table table = new Table("node", "url", "pid");
    for (ClusterRecord.Node node : cluster.nodes()) {
      table.row(node.name(), node.url(), node.pid());
    }
    System.out.print(table);
    System.out.printf("formed in %.1f s, data in %s%n", cluster.formationSeconds(), cluster.dir());
  }

  private static Map<String, Object> described(ClusterRecord.Node node) {
    return Map.of("name", node.name(), "url", node.url().toString(), "pid", node.pid());
  }

  private static void stop(LocalCluster cluster, Console console) {
    try {
      console.line("Stopping ...");
      console.line("Stopped " + String.join(", ", cluster.stop()) + "; the data stays in " + cluster.dir());
    } catch (IOException cause) {
      console.line("Could not stop everything: " + cause.getMessage());
    }
  }
}
