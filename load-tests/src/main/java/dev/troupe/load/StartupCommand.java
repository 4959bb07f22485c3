package dev.troupe.load;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.OutputFormat;
import dev.troupe.cli.Table;
import dev.troupe.cli.client.Json;
import dev.troupe.load.measure.Numbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "startup", mixinStandardHelpOptions = true, description = {
  "How long a cluster takes from the start of its first process until every node is ready: one node, and three, each with an empty store and its",
  "PostgreSQL already running. Exit code 0: the medians meet the goals (3 s and 8 s)."})
final class StartupCommand implements Callable<Integer> {

  private static final Map<Integer, Double> GOALS = Map.of(1, 3.0, 3, 8.0);

  @Option(names = "--rounds", defaultValue = "5", description = "starts of each (default ${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private OutputFormat output;

  /** @param seconds of each start, sorted */
  private record Starts(int nodes, List<Double> seconds, double median, double goal, boolean met) {
  }

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || rounds > 1_000) {
      throw new CommandFailed("--rounds: expected 1 to 1000, but got " + rounds);
    }
    Console console = Console.standard();
    List<Starts> all = List.of(starts(1, console), starts(3, console));
    System.out.print(output == OutputFormat.json ? Json.pretty(all) + "\n" : table(all));
    return all.stream().allMatch(Starts::met) ? 0 : 1;
  }

  private Starts starts(int nodes, Console console) throws IOException {
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      try (TemporaryCluster temporary = TemporaryCluster.start(null, nodes, console)) {
        seconds.add(temporary.cluster().formationSeconds());
      }
    }
    seconds.sort(null);
    double median = Numbers.median(seconds);
    double goal = GOALS.get(nodes);
    return new Starts(nodes, List.copyOf(seconds), median, goal, median < goal);
  }

  private static String table(List<Starts> all) {
    Table table = new Table("nodes", "median s", "least–most", "goal s", "");
    for (Starts starts : all) {
      table.row(starts.nodes(), starts.median(), starts.seconds().get(0) + "–" + starts.seconds().get(starts.seconds().size() - 1), starts.goal(), starts.met() ? "met" : "MISSED");
    }
    return table.toString();
  }
}
