package dev.troupe.cli.deploy;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.DataFolder;
import dev.troupe.cli.OutputFormat;
import dev.troupe.cli.local.NodeProgram;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "rollback", mixinStandardHelpOptions = true, description = {
  "Takes the nodes back to what ran before the last deployment, node by node, and tells how long it took.",
  "The database stays as it is: a version reads what the next one stored (docs/deployment.md, Versions side by side)."})
public final class Rollback implements Callable<Integer> {

  @Option(names = "--env", defaultValue = "production", description = "as given to deploy (default ${DEFAULT-VALUE})")
  private String environment;

  @Option(names = "--stack", defaultValue = "troupe", description = "the stack's name (default ${DEFAULT-VALUE})")
  private String stack;

  @Option(names = "--timeout", defaultValue = "600", description = "seconds to wait for the end (default ${DEFAULT-VALUE})")
  private long timeout;

  @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private OutputFormat output;

  @Mixin
  private DataFolder data;

  @Override
  public Integer call() throws IOException {
    Deployment deployment =
      new Deployment(NodeProgram.locate().home().resolve("deploy"), stack, environment, List.of(), Map.of(), Console.standard());
    String before = deployment.runningImage();
    if (before.isEmpty()) {
      throw new CommandFailed("The stack " + stack + " does not run here.");
    }
    Instant at = Instant.now();
    long begun = System.nanoTime();
    deployment.submitRollback();
    UpdateState ended = deployment.await(Duration.ofSeconds(timeout));
    Record record = new Record(at, "rollback", stack, environment, before, deployment.runningImage(), ended, Deploy.seconds(begun));
    record.append(data.path());
    Deploy.tell(record, output);
    if (ended != UpdateState.ROLLED_BACK) {
      throw new CommandFailed("The rollback ended as " + ended + ". " + String.join("\n", deployment.failures()));
    }
    return 0;
  }
}
