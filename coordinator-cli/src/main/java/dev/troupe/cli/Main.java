package dev.troupe.cli;

import dev.troupe.cli.client.RefusedException;
import dev.troupe.cli.deploy.Deploy;
import dev.troupe.cli.deploy.Rollback;
import dev.troupe.cli.deploy.Scale;
import dev.troupe.cli.store.Backup;
import dev.troupe.cli.store.Restore;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code troupe} command. */
@Command(name = "troupe", mixinStandardHelpOptions = true, versionProvider = Version.class,
  description = "Coordinates fleets of AI agents.",
  subcommands = {Up.class, Down.class, Deploy.class, Rollback.class, Scale.class, Backup.class, Restore.class},
  footer = {"", "Also, through the script ./troupe: demo, bench, loadtest, race, contract, chaos, test. Each command tells its options with --help."})
public final class Main implements Runnable {

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(run(new Main(), arguments));
  }

  /** Runs a command line; every failure becomes a message on standard error and a non-zero exit code. */
  public static int run(Object command, String... arguments) {
    return new CommandLine(command)
      .setExecutionExceptionHandler((failure, line, parsed) -> {
        System.err.println("troupe: " + message(failure));
        return 1;
      })
      .setCaseInsensitiveEnumValuesAllowed(true)
      .execute(arguments);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Expected a command");
  }

  private static String message(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    boolean expected = cause instanceof CommandFailed || cause instanceof RefusedException || cause instanceof IOException;
    if (!expected) {
      cause.printStackTrace();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
