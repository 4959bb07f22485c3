package dev.troupe.cli.local;

import dev.troupe.cli.CommandFailed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The node's own program: where it is, and the command that starts it. Its settings are environment variables.
 *
 * @param records where the process writes a {@link StartArchive} as it ends
 */
public record NodeProgram(Path home, Optional<Path> records) {

  private static final String MAIN = "dev.troupe.node.Main";
  /** A node's largest heap, as Java's -Xmx has it. */
  static final String HEAP = "TROUPE_NODE_HEAP";

  private static final String JAVA_OPTS = "TROUPE_NODE_JAVA_OPTS";
  private static final String ACTOR_THREADS = "TROUPE_ACTOR_THREADS";

  NodeProgram(Path home) {
    this(home, Optional.empty());
  }

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

  /** The same program, as it starts to make an archive. */
  NodeProgram recording(Path archive) {
    return new NodeProgram(home, Optional.of(archive));
  }

  /**
   * The environment for one of some nodes on this machine, which share it with each other, with PostgreSQL and with those who call them. A thread of actors more than a node's part of the
   * processors is woken for nothing. Where a node has fewer than two processors beside other nodes, its JVM makes do with the quick compiler: the optimizing one would take the processors
   * from the work for minutes. {@code TROUPE_ACTOR_THREADS} and an option in {@code TROUPE_NODE_JAVA_OPTS} stand over this.
   */
  public static Map<String, String> sharingProcessors(Map<String, String> environment, int nodes, int processors) {
    Map<String, String> sharing = new HashMap<>(environment);
    sharing.putIfAbsent(ACTOR_THREADS, Integer.toString(Math.max(1, processors / (nodes + 1))));
    if (nodes > 1 && nodes * 2 > processors) {
      sharing.merge(JAVA_OPTS, "-XX:TieredStopAtLevel=1", (given, quick) -> quick + " " + given);
    }
    return sharing;
  }

  /**
   * Starts a process that outlives this one: a session of its own, so that neither Ctrl-C nor a closed terminal reaches it,
   * output to the log, no input.
   *
   * @param environment of the user, which says how much heap it gets and which further options; the settings stand over it
   */
  Process start(Map<String, String> environment, Map<String, String> settings, Path log) throws IOException {
    return start(List.of(), environment, settings, log);
  }

  /** @param prefix a command that runs the rest in another place, such as a network namespace */
  public Process start(List<String> prefix, Map<String, String> environment, Map<String, String> settings, Path log) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    if (Programs.succeeds(List.of("setsid", "true"))) {
      command.add("setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String heap = Optional.ofNullable(environment.get(HEAP)).orElse("512m");
    command.addAll(List.of(
      "@" + home.resolve("coordinator-node").resolve("node.options"),
      // All of it from the start: this collector lets the old generation grow only by collecting the whole heap, each time for a second.
      "-Xms" + heap, "-Xmx" + heap));
    command.addAll(sharing());
    String more = environment.get(JAVA_OPTS);
    if (more != null && !more.isBlank()) {
      command.addAll(List.of(more.trim().split("\\s+")));
    }
    command.addAll(List.of("-cp", classPath(), MAIN));
    ProcessBuilder builder = new ProcessBuilder(command)
      .redirectInput(new File("/dev/null"))
      .redirectErrorStream(true)
      .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(settings);
    return builder.start();
  }

  /** Where the node's own classes and files are; empty when they are on this program's class path, as in the image. */
  public static List<Path> places() throws IOException {
    if (NodeProgram.class.getResource("/db/migration/V1__journal.sql") != null) {
      return List.of();
    }
    return List.of(locate().jarOrClasses());
  }

  private List<String> sharing() throws IOException {
    if (records.isPresent()) {
      return List.of("-XX:ArchiveClassesAtExit=" + records.get());
    }
    Optional<StartArchive> archive = StartArchive.of(this);
    return archive.isPresent() ? archive.get().options() : List.of();
  }

  private String classPath() throws IOException {
    return jarOrClasses() + File.pathSeparator + libraries() + File.separator + "*";
  }

  Path libraries() {
    return target().resolve("lib");
  }

  private Path target() {
    return home.resolve("coordinator-node").resolve("target");
  }

  /** @throws CommandFailed when neither is there */
  Path jarOrClasses() throws IOException {
    Path target = target();
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
