package dev.troupe.load.contract;

import dev.troupe.cli.Console;
import dev.troupe.load.TemporaryCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "contract", mixinStandardHelpOptions = true, description = {
  "Walks the HTTP contract row by row and prints a line for each: the call, what was expected, what came, whether that is right.",
  "Exits with 1 when any row is wrong. It adds agents and items under names of its own and leaves them there."})
public final class ContractCommand implements Callable<Integer> {

  @Option(names = "--target", paramLabel = "URL", split = ",", description = "nodes that run already (default: a cluster of its own, removed at the end)")
  private List<URI> targets;

  @Option(names = "--key", paramLabel = "KEY", defaultValue = "${env:TROUPE_KEY}", description = "an admin key, for a server that asks for keys (default: TROUPE_KEY)")
  private String key;

  @Option(names = "--nodes", defaultValue = "3", description = "node processes of its own cluster (default ${DEFAULT-VALUE})")
  private int nodes;

  @Option(names = "--data", paramLabel = "DIR", description = "keep the data of its own cluster there (default: a temporary folder, removed at the end)")
  private Path data;

  @Override
  public Integer call() throws IOException {
    if (targets != null) {
      return walk(targets);
    }
    try (TemporaryCluster temporary = TemporaryCluster.start(data, nodes, Console.standard())) {
      return walk(temporary.cluster().urls());
    }
  }

  private int walk(List<URI> urls) {
    Walk walk = new Walk(System.out);
    Wire wire = new Wire(urls, key == null || key.isEmpty() ? null : key);
    String run = Long.toString(System.currentTimeMillis(), 36);
    new AgentRows(walk, wire, run).walk();
    new WorkRows(walk, wire, run).walk();
    new HolderRows(walk, wire, run).walk();
    new FleetRows(walk, wire, run).walk();
    new EventRows(walk, wire, run).walk();
    new KeyRows(walk, wire, run).walk();
    new RuleRows(walk, wire, run).walk();
    return walk.verdict();
  }
}
