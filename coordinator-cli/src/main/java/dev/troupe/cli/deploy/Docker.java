package dev.troupe.cli.deploy;

import dev.troupe.cli.CommandFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The docker command, with settings of a deployment in its environment. */
final class Docker {

  private final String program;
  private final Map<String, String> settings;

  Docker(Map<String, String> settings) {
    this("docker", settings);
  }

  /** @param program its path, or its name in the PATH */
  Docker(String program, Map<String, String> settings) {
    this.program = program;
    this.settings = Map.copyOf(settings);
  }

  /**
   * What the command printed.
   *
   * @throws CommandFailed with what it said, when it exits with anything but 0
   */
  String run(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(settings);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (process.waitFor() != 0) {
        throw new CommandFailed("docker " + String.join(" ", arguments) + ": " + said);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      process.destroy();
      throw new CommandFailed("Interrupted while docker " + arguments.get(0) + " ran");
    }
    return said;
  }

  String run(String... arguments) throws IOException {
    return run(List.of(arguments));
  }

  List<String> lines(String... arguments) throws IOException {
    return run(arguments).lines().filter(line -> !line.isBlank()).toList();
  }

  boolean succeeds(String... arguments) throws IOException {
    try {
      run(arguments);
      return true;
    } catch (CommandFailed refused) {
      return false;
    }
  }

  static List<String> joined(List<String> first, Stream<String> more) {
    return Stream.concat(first.stream(), more).toList();
  }
}
