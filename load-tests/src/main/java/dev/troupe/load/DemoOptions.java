package dev.troupe.load;

import dev.troupe.cli.CommandFailed;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What a demo can be told. */
final class DemoOptions {

  @Option(names = "--nodes", defaultValue = "3", description = "node processes (default ${DEFAULT-VALUE})")
  int nodes;

  @Option(names = "--agents", defaultValue = "100", description = "simulated agents, 1 to 1000 (default ${DEFAULT-VALUE})")
  int agents;

  @Option(names = "--items", defaultValue = "1000", description = "work items, unless --backlog gives them (default ${DEFAULT-VALUE})")
  int items;

  @Option(names = "--seed", defaultValue = "1", description = "of priorities, types, thinking times and the node to kill (default ${DEFAULT-VALUE})")
  long seed;

  @Option(names = "--backlog", paramLabel = "FILE", description = "work from a file: JSON lines as in API.md, or the old scripts' work_claims.json")
  Path backlog;

  @Option(names = "--kill-node", description = "send SIGKILL to one node when half of the items are completed")
  boolean killNode;

  @Option(names = "--report", paramLabel = "FILE", description = "write the figures as JSON")
  Path report;

  @Option(names = "--data", paramLabel = "DIR", description = "keep the data there (default: a temporary folder, removed at the end)")
  Path data;

  @Option(names = "--think-millis", defaultValue = "20", description = "longest time an agent thinks before each step (default ${DEFAULT-VALUE})")
  int thinkMillis;

  @Option(names = "--limit-seconds", defaultValue = "300", description = "give up after this long (default ${DEFAULT-VALUE})")
  long limitSeconds;

  void check() {
    require(agents >= 1 && agents <= 1_000, "--agents: expected 1 to 1000, but got " + agents);
    require(items >= 1 && items <= 100_000, "--items: expected 1 to 100000, but got " + items);
    require(!killNode || nodes >= 3, "--kill-node: expected at least 3 nodes, so that the others are a majority, but got " + nodes);
    require(thinkMillis >= 0, "--think-millis: expected 0 or more, but got " + thinkMillis);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CommandFailed(otherwise);
    }
  }
}
