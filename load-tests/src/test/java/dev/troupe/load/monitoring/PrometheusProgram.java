package dev.troupe.load.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Debian's prometheus and promtool: those of the PATH, else out of Debian's package, which is fetched into target/ and unpacked there, not installed.
 * No artifact of Maven Central holds them. Where neither can be had, the tests that need them are skipped and say so.
 */
record PrometheusProgram(Path prometheus, Path promtool) {
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  static final Path MONITORING = ROOT.resolve("monitoring");
  private static final Path UNPACKED = Path.of("target", "debian-prometheus").toAbsolutePath();

  static synchronized PrometheusProgram required() throws IOException, InterruptedException {
    Optional<PrometheusProgram> found = onPath().or(PrometheusProgram::unpacked);
    if (found.isEmpty()) {
      fetch();
      found = unpacked();
    }
    if (found.isEmpty()) {
      String reason = "SKIPPED: no Prometheus. Install it (apt-get install prometheus), or run as root where apt-get can fetch it.";
      System.err.println(reason);
      Assumptions.abort(reason);
    }
    return found.get();
  }

  private static Optional<PrometheusProgram> onPath() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of).flatMap(folder -> in(folder).stream()).findFirst();
  }

  private static Optional<PrometheusProgram> unpacked() {
    return in(UNPACKED.resolve("usr/bin"));
  }

  private static Optional<PrometheusProgram> in(Path folder) {
    PrometheusProgram both = new PrometheusProgram(folder.resolve("prometheus"), folder.resolve("promtool"));
    return Files.isExecutable(both.prometheus) && Files.isExecutable(both.promtool) ? Optional.of(both) : Optional.empty();
  }

  /** The lists of packages are read anew only when there are none. */
  private static void fetch() throws IOException, InterruptedException {
    Files.createDirectories(UNPACKED);
    String script = "apt-get download prometheus || { apt-get update && apt-get download prometheus; } && dpkg -x prometheus_*.deb .";
    Process process =
        new ProcessBuilder("sh", "-c", script).directory(UNPACKED.toFile()).redirectErrorStream(true).redirectOutput(UNPACKED.resolve("fetch.log").toFile()).start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
  }

  /** What promtool says, and whether it is content. */
  record Said(int exit, String text) {}

  Said promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(promtool.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(MONITORING.toFile()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }
}
