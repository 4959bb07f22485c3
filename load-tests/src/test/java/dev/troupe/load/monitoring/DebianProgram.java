package dev.troupe.load.monitoring;

import dev.troupe.cli.local.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A program of Debian's: that of the PATH, else out of its package, which is fetched into target/ and unpacked there, not installed. No artifact of Maven
 * Central holds Prometheus' programs. Where it can be had neither way, the tests that need it are skipped and say so.
 */
record DebianProgram(Path file) {
  static final Path MONITORING = Path.of("").toAbsolutePath().getParent().resolve("monitoring");
  private static final Path TEMPLATES = Path.of("/usr/share/prometheus/alertmanager");
  private static final Path UNPACKED = Path.of("target", "debian").toAbsolutePath();

  static DebianProgram prometheus() throws IOException, InterruptedException {
    return required("prometheus", "prometheus");
  }

  static DebianProgram promtool() throws IOException, InterruptedException {
    return required("prometheus", "promtool");
  }

  static DebianProgram alertmanager() throws IOException, InterruptedException {
    return required("prometheus-alertmanager", "prometheus-alertmanager");
  }

  static DebianProgram amtool() throws IOException, InterruptedException {
    return required("prometheus-alertmanager", "amtool");
  }

  private static synchronized DebianProgram required(String debianPackage, String name) throws IOException, InterruptedException {
    Optional<DebianProgram> found = find(name);
    if (found.isEmpty()) {
      fetch(debianPackage);
      found = find(name);
    }
    if (found.isEmpty()) {
      String reason = "SKIPPED: no " + name + ". Install it (apt-get install " + debianPackage + "), or run as root where apt-get can fetch it.";
      System.err.println(reason);
      Assumptions.abort(reason);
    }
    return found.get();
  }

  private static Optional<DebianProgram> find(String name) {
    Stream<Path> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of);
    return Stream.concat(path, Stream.of(UNPACKED.resolve("usr/bin")))
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(DebianProgram::new);
  }

  /** The lists of packages are read anew only when there are none. */
  private static void fetch(String debianPackage) throws IOException, InterruptedException {
    Files.createDirectories(UNPACKED);
    String get = "apt-get download " + debianPackage;
    String script = get + " || { apt-get update && " + get + "; } && dpkg -x " + debianPackage + "_*.deb .";
    Process process =
        new ProcessBuilder("sh", "-c", script).directory(UNPACKED.toFile()).redirectErrorStream(true).redirectOutput(UNPACKED.resolve("fetch.log").toFile()).start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
  }

  /** The command line it is started with. An unpacked Alertmanager is shown its templates where its package would have put them. */
  List<String> command() {
    if (!file.startsWith(UNPACKED) || Files.isRegularFile(TEMPLATES.resolve("default.tmpl"))) {
      return List.of(file.toString());
    }
    Path unpacked = UNPACKED.resolve(Path.of("/").relativize(TEMPLATES));
    String place = "mount -t tmpfs none /usr/share && mkdir -p " + TEMPLATES.getParent() + " && ln -s " + unpacked + " " + TEMPLATES;
    List<String> inItsOwnView = List.of("unshare", "--mount", "sh", "-c", place + " && exec \"$@\"", "sh");
    if (!Programs.succeeds(Stream.concat(inItsOwnView.stream(), Stream.of("true")).toList())) {
      String reason = "SKIPPED: an Alertmanager that is not installed needs a file system view of its own (unshare --mount, as root).";
      System.err.println(reason);
      Assumptions.abort(reason);
    }
    return Stream.concat(inItsOwnView.stream(), Stream.of(file.toString())).toList();
  }

  /** What it said, and whether it is content. */
  record Said(int exit, String text) {}

  /** Runs in monitoring/ to its end. */
  Said run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(MONITORING.toFile()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }
}
