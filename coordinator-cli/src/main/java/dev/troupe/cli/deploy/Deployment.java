package dev.troupe.cli.deploy;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * One deployment of the stack: looks whether it can succeed, hands it to Swarm, and waits until the nodes are what was asked for. Swarm
 * itself takes an update back whose tasks do not become healthy (update_config in the stack); this only tells.
 */
final class Deployment {

  private static final Pattern SECRET = Pattern.compile("\\{external: true, name: \"?([^\"$}]*(?:\\$\\{[^}]*\\})?)\"?\\}");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):-([^}]*)\\}");
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private static final Duration SETTLED = Duration.ofSeconds(5);

  private final Path deploy;
  private final String stack;
  private final List<Path> files;
  private final Map<String, String> settings;
  private final Docker docker;
  private final Console console;

  /**
   * @param deploy the folder with swarm-stack.yml
   * @param environment a file of deploy/env, without its ending
   * @param overrides further stack files, laid over the first
   * @param more settings over those of the file
   */
  Deployment(Path deploy, String stack, String environment, List<Path> overrides, Map<String, String> more, Console console) throws IOException {
    Path file = deploy.resolve("env").resolve(environment + ".env");
    if (!Files.isReadable(file)) {
      throw new CommandFailed("There is no environment \"" + environment + "\": expected " + file);
    }
    this.deploy = deploy;
    this.stack = stack;
    this.files = Stream.concat(Stream.of(deploy.resolve("swarm-stack.yml")), overrides.stream()).toList();
    List<String> unknown = unknown(Files.readString(files.get(0)), more.keySet());
    if (!unknown.isEmpty()) {
      throw new CommandFailed("The stack has no variable " + String.join(", ", unknown) + ".");
    }
    this.settings = new TreeMap<>(EnvFile.read(file));
    this.settings.putAll(more);
    this.settings.put("TROUPE_CONFIGS", configsVersion());
    this.docker = new Docker(settings);
    this.console = console;
  }

  /** @throws CommandFailed naming everything that is missing */
  void preflight() throws IOException {
    if (!docker.run("info", "--format", "{{.Swarm.ControlAvailable}}").contains("true")) {
      throw new CommandFailed("This engine is no manager of a Swarm. Choose one with DOCKER_HOST or docker context use.");
    }
    List<String> missing = new ArrayList<>();
    Set<String> secrets = new HashSet<>(docker.lines("secret", "ls", "--format", "{{.Name}}"));
    secretNames().stream().filter(name -> !secrets.contains(name)).forEach(name -> missing.add("the secret " + name));
    if (!settings.getOrDefault("TROUPE_DB_REPLICAS", "1").equals("0") && !hasDatabaseNode()) {
      missing.add("a node for the database (docker node update --label-add troupe.database=true NODE)");
    }
    if (!missing.isEmpty()) {
      throw new CommandFailed("Not deployed, for there is missing: " + String.join("; ", missing) + ". docs/deployment.md says how to make it.");
    }
  }

  /** The image that runs now; empty when the stack does not. */
  String runningImage() throws IOException {
    return docker.succeeds("service", "inspect", service())
      ? docker.run("service", "inspect", service(), "--format", "{{.Spec.TaskTemplate.ContainerSpec.Image}}") : "";
  }

  /** Hands the stack to Swarm. */
  void submit(boolean resolveImages) throws IOException {
    List<String> command = new ArrayList<>(List.of("stack", "deploy", "--with-registry-auth", "--resolve-image", resolveImages ? "always" : "never"));
    files.forEach(file -> command.addAll(List.of("-c", file.toString())));
    docker.run(Docker.joined(command, Stream.of(stack)));
  }

  void submitRollback() throws IOException {
    docker.run("service", "rollback", "--detach", service());
  }

  /**
   * Waits until every task of the nodes' service runs and its update, if there is one, has ended.
   *
   * @return COMPLETED, or how else it ended; RUNNING when the time was over
   */
  UpdateState await(Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    long unchangedSince = System.nanoTime();
    String told = "";
    while (System.nanoTime() < end) {
      UpdateState state = UpdateState.of(docker.run("service", "inspect", service(), "--format", "{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}"));
      String replicas = docker.run("service", "ls", "--filter", "name=" + service(), "--format", "{{.Replicas}}");
      String now = replicas + " tasks" + (state == UpdateState.NONE ? "" : ", update " + state.name().toLowerCase(java.util.Locale.ROOT));
      if (!now.equals(told)) {
        console.line(now);
        told = now;
        unchangedSince = System.nanoTime();
      }
      // Swarm needs a moment to begin an update; before that the service looks as if nothing was to be done.
      boolean settled = state != UpdateState.NONE || System.nanoTime() - unchangedSince > SETTLED.toNanos();
      if (state == UpdateState.STOPPED || (settled && state != UpdateState.RUNNING && allRun(replicas))) {
        return state == UpdateState.NONE ? UpdateState.COMPLETED : state;
      }
      pause();
    }
    return UpdateState.RUNNING;
  }

  /** Why tasks failed lately, one a line. */
  List<String> failures() throws IOException {
    return docker.lines("service", "ps", "--no-trunc", "--format", "{{.Name}} {{.CurrentState}} {{.Error}}", service()).stream()
      .filter(line -> line.contains("\"") || line.contains("Failed") || line.contains("Rejected")).limit(5).toList();
  }

  private static boolean allRun(String replicas) {
    Matcher matcher = Pattern.compile("(\\d+)/(\\d+).*").matcher(replicas);
    return matcher.matches() && matcher.group(1).equals(matcher.group(2));
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("Interrupted; Swarm goes on by itself");
    }
  }

  private String service() {
    return stack + "_node";
  }

  private boolean hasDatabaseNode() throws IOException {
    List<String> nodes = docker.lines("node", "ls", "-q");
    return docker.lines(Docker.joined(List.of("node", "inspect", "--format", "{{index .Spec.Labels \"troupe.database\"}}"), nodes.stream())
      .toArray(String[]::new)).contains("true");
  }

  private List<String> secretNames() throws IOException {
    return secretNames(Files.readString(files.get(0)), settings);
  }

  /** Which of the names are no variables of the stack file. */
  static List<String> unknown(String stackFile, Set<String> names) {
    Set<String> known = VARIABLE.matcher(stackFile).results().map(variable -> variable.group(1)).collect(Collectors.toSet());
    return names.stream().filter(name -> !known.contains(name)).sorted().toList();
  }

  /** The secrets a stack file expects to be there, each once, with the environment's settings in their names. */
  static List<String> secretNames(String stackFile, Map<String, String> settings) {
    return SECRET.matcher(stackFile).results()
      .map(secret -> VARIABLE.matcher(secret.group(1)).replaceAll(
        variable -> Matcher.quoteReplacement(settings.getOrDefault(variable.group(1), variable.group(2)))))
      .distinct().toList();
  }

  /** Swarm's configs cannot be changed: one whose file did gets another name. */
  private String configsVersion() throws IOException {
    CRC32 crc = new CRC32();
    for (Path folder : List.of(deploy.resolve("config"), deploy.resolveSibling("monitoring"), deploy.resolve("test"))) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> all = Files.walk(folder)) {
          for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
            crc.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            crc.update(Files.readAllBytes(file));
          }
        }
      }
    }
    return Long.toHexString(crc.getValue());
  }
}
