package dev.troupe.cli.local;

import dev.troupe.cli.CommandFailed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The node's own program: where it is, and the command that starts it. Its settings are environment variables. */
public record NodeProgram(Path home) {

  private static final String MAIN = "dev.troupe.node.Main";

  /** {@code TROUPE_HOME}, which the launcher sets; else the nearest folder upward that has the node's module. */
  public static NodeProgram locate() {
    String home = System.getenv("TROUPE_HOME");
    if (home != null && !home.isBlank()) {
      return new NodeProgram(Path.of(home).toAbsolutePath());
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("coordinator-node"))) {
        return new NodeProgram(folder);
      }
    }
    throw new CommandFailed("Expected TROUPE_HOME to name Troupe's folder. Start through the script ./troupe, which sets it.");
  }

  /**
   * How a node's process is to be started, beside its settings.
   *
   * @param prefix a command that runs the rest in another place, such as a network namespace; mostly empty
   * @param heap as for {@code -Xmx}
   */
  public record Start(List<String> prefix, String heap) {

    static Start usual() {
      return new Start(List.of(), Optional.ofNullable(System.getenv("TROUPE_NODE_HEAP")).orElse("512m"));
    }
  }

  Process start(Map<String, String> settings, Path log) throws IOException {
    return start(Start.usual(), settings, log);
  }

  /**
   * Starts a process that outlives this one: a session of its own, so that neither Ctrl-C nor a closed terminal reaches it,
   * output to the log, no input.
   */
  public Process start(Start how, Map<String, String> settings, Path log) throws IOException {
    List<String> command = new ArrayList<>(how.prefix());
    if (Programs.succeeds(List.of("setsid", "true"))) {
      command.add("setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(
      "-Xmx" + how.heap(),
      "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError", "-Xshare:auto",
      // Two CPUs on Java 17 give the common pool no worker, and each callback a thread of its own (ENGINE-NOTES, pitfall 1).
      "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2"));
    String more = System.getenv("TROUPE_NODE_JAVA_OPTS");
    if (more != null && !more.isBlank()) {
      command.addAll(List.of(more.trim().split("\\s+")));
    }
    command.addAll(List.of("-cp", classPath(), MAIN));
    ProcessBuilder builder = new ProcessBuilder(command)
      .redirectInput(new File("/dev/null"))
      .redirectErrorStream(true)
      .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(settings);
    return builder.start();
  }

  private String classPath() throws IOException {
    Path target = home.resolve("coordinator-node").resolve("target");
    return program(target) + File.pathSeparator + target.resolve("lib") + File.separator + "*";
  }

  private static Path program(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        Optional<Path> jar = files.filter(file -> file.getFileName().toString().matches("coordinator-node-[0-9.]+(-SNAPSHOT)?\\.jar"))
          .max(Comparator.naturalOrder());
        if (jar.isPresent()) {
          return jar.get();
        }
      }
    }
    if (Files.isDirectory(target.resolve("classes"))) {
      return target.resolve("classes");
    }
    throw new CommandFailed("The node is not built: there is no jar in " + target + ". Run ./mvnw -q -DskipTests package.");
  }
}
