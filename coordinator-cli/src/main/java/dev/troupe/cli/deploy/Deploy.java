package dev.troupe.cli.deploy;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.DataFolder;
import dev.troupe.cli.OutputFormat;
import dev.troupe.cli.client.Json;
import dev.troupe.cli.local.NodeProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "deploy", mixinStandardHelpOptions = true, description = {
  "Deploys the stack on the Swarm that the docker command speaks to, or updates it, node by node.",
  "Checks first what is missing; waits until every node is ready. An update that fails is rolled back by Swarm, and this exits with 1."})
public final class Deploy implements Callable<Integer> {

  @Option(names = "--env", defaultValue = "production", description = "a file of deploy/env: dev, staging, production or one of yours (default ${DEFAULT-VALUE})")
  private String environment;

  @Option(names = "--image", description = "Troupe's image, instead of the environment's")
  private String image;

  @Option(names = "--set", paramLabel = "NAME=VALUE", description = "a variable of the stack, instead of the environment's; may be given several times")
  private Map<String, String> set = Map.of();

  @Option(names = "--blue-green", description = "start all new nodes beside all old ones, instead of one by one: needs room for twice as many")
  private boolean blueGreen;

  @Option(names = "--override", paramLabel = "FILE", description = "a further stack file, laid over swarm-stack.yml; may be given several times")
  private List<Path> overrides = List.of();

  @Option(names = "--stack", defaultValue = "troupe", description = "the stack's name (default ${DEFAULT-VALUE})")
  private String stack;

  @Option(names = "--no-resolve", description = "take images as the engines have them, without asking a registry")
  private boolean local;

  @Option(names = "--timeout", defaultValue = "600", description = "seconds to wait for the end (default ${DEFAULT-VALUE})")
  private long timeout;

  @Option(names = "--dry-run", description = "check, and deploy nothing")
  private boolean dryRun;

  @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private OutputFormat output;

  @Mixin
  private DataFolder data;

  @Override
  public Integer call() throws IOException {
    Map<String, String> more = new TreeMap<>(set);
    if (image != null) {
      more.put("TROUPE_IMAGE", image);
    }
    if (blueGreen) {
      more.put("TROUPE_UPDATE_PARALLELISM", "0");
    }
    Console console = Console.standard();
    Deployment deployment = new Deployment(NodeProgram.locate().home().resolve("deploy"), stack, environment, overrides, more, console);
    deployment.preflight();
    if (dryRun) {
      console.line("Nothing is missing; nothing was deployed.");
      return 0;
    }
    String before = deployment.runningImage();
    Instant at = Instant.now();
    long begun = System.nanoTime();
    deployment.submit(!local);
    UpdateState ended = deployment.await(Duration.ofSeconds(timeout));
    Record record = new Record(at, "deploy", stack, environment, before, deployment.runningImage(), ended, seconds(begun));
    record.append(data.path());
    tell(record, output);
    if (ended != UpdateState.COMPLETED) {
      throw new CommandFailed("The deployment ended as " + ended + ". " + String.join("\n", deployment.failures()));
    }
    return 0;
  }

  static double seconds(long begunNanos) {
    return Math.round((System.nanoTime() - begunNanos) / 1e8) / 10.0;
  }

  static void tell(Record record, OutputFormat output) {
    if (output == OutputFormat.json) {
      System.out.println(Json.pretty(record));
    } else {
      System.out.printf("%s of %s: %s after %.1f s; runs %s%n", record.action(), record.stack(), record.outcome(), record.seconds(), record.after());
    }
  }
}
