package dev.troupe.cli.deploy;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.OutputFormat;
import dev.troupe.cli.client.Json;
import dev.troupe.cli.client.RefusedException;
import dev.troupe.cli.client.ScalingAdvice;
import dev.troupe.cli.client.TroupeClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "scale", mixinStandardHelpOptions = true, description = {
  "Says how many nodes the cluster recommends (GET /v1/scaling), and why. With --apply or --follow it sets the replicas of the Swarm service to that.",
  "The key is taken from TROUPE_API_KEY; a viewer's will do. The docker command says which Swarm."})
public final class Scale implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Option(names = "--at", split = ",", defaultValue = "http://127.0.0.1:8080", description = "gateways to ask, with commas between (default ${DEFAULT-VALUE})")
  private List<URI> nodes;

  @Option(names = "--service", defaultValue = "troupe_node", description = "the Swarm service of the nodes (default ${DEFAULT-VALUE})")
  private String service;

  @Option(names = "--apply", description = "set the replicas once")
  private boolean apply;

  @Option(names = "--follow", description = "set the replicas again and again, until it is stopped")
  private boolean follow;

  @Option(names = "--dry-run", description = "with --apply or --follow: say what would be done, and set nothing")
  private boolean dryRun;

  @Option(names = "--min", defaultValue = "1", description = "fewest replicas to set, whatever is recommended (default ${DEFAULT-VALUE})")
  private int min;

  @Option(names = "--max", defaultValue = "20", description = "most replicas to set, whatever is recommended (default ${DEFAULT-VALUE})")
  private int max;

  @Option(names = "--cooldown", defaultValue = "180", description = "with --follow: seconds between two changes at least (default ${DEFAULT-VALUE})")
  private long cooldown;

  @Option(names = "--every", defaultValue = "15", description = "with --follow: seconds between two looks, 1 to 3600 (default ${DEFAULT-VALUE})")
  private long every;

  @Option(names = "--output", defaultValue = "table", description = "without --apply and --follow: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private OutputFormat output;

  @Override
  public Integer call() throws IOException {
    if (apply && follow || dryRun && !apply && !follow || every < 1 || every > 3_600) {
      throw new ParameterException(spec.commandLine(), "Expected --apply or --follow, --dry-run only with one of them, and --every from 1 to 3600.");
    }
    TroupeClient client = new TroupeClient(nodes, 0, TroupeClient.Settings.defaults().withGiveUpAfter(Duration.ofSeconds(20)));
    if (!apply && !follow) {
      tell(client.scaling().join());
      return 0;
    }
    ScaleRules rules = new ScaleRules(min, max, Duration.ofSeconds(cooldown));
    ScaleFollower follower =
      new ScaleFollower(() -> client.scaling().join(), new Docker(Map.of()), service, rules, dryRun, InstantSource.system());
    if (apply) {
      System.out.println(follower.look());
      return 0;
    }
    return follow(follower, Console.standard());
  }

  /** A gateway or an engine that does not answer for a while is told of and asked again: whoever follows must outlive what it watches. */
  private int follow(ScaleFollower follower, Console console) throws IOException {
    String told = "";
    while (!Thread.currentThread().isInterrupted()) {
      String said = said(follower);
      if (!said.equals(told)) {
        console.line(said);
        told = said;
      }
      try {
        Thread.sleep(Duration.ofSeconds(every).toMillis());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    return 0;
  }

  private static String said(ScaleFollower follower) throws IOException {
    try {
      return follower.look();
    } catch (CommandFailed | CompletionException | RefusedException failed) {
      Throwable why = failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
      return "Not looked this time: " + why.getMessage();
    }
  }

  private void tell(ScalingAdvice advice) {
    if (output == OutputFormat.json) {
      System.out.println(Json.pretty(advice));
      return;
    }
    String recommended = advice.recommendedNodes() == null ? "none yet" : advice.recommendedNodes().toString();
    System.out.printf("%s: %d nodes, recommended %s (%d to %d)%n%s%n", advice.action(), advice.nodes(), recommended, advice.minNodes(), advice.maxNodes(), advice.reason());
    for (ScalingAdvice.Signal signal : advice.signals()) {
      System.out.printf("  %-22s %-12s target %-8s nodes %s%n", signal.signal(), said(signal.value()), signal.target(), said(signal.nodes()));
    }
  }

  private static String said(Object value) {
    return value == null ? "-" : value.toString();
  }
}
