package dev.troupe.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end and takes its output into account; ends one. */
public final class Programs {

  private static final long LIMIT_SECONDS = 120;
  private static final long END_SECONDS = 10;

  private Programs() {
  }

  /** Asks a child to end (SIGTERM), and after ten seconds makes it (SIGKILL). */
  public static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  public static boolean succeeds(List<String> command) {
    try {
      run(command, Path.of("/"));
      return true;
    } catch (IOException failed) {
      return false;
    }
  }

  /**
   * Runs the command in the folder, without input.
   *
   * <p>Output goes through a file: a daemon that the command leaves behind would hold a pipe open for ever.
   *
   * @throws IOException when it exits non-zero or takes longer than two minutes; the message holds what it printed
   */
  public static String run(List<String> command, Path folder) throws IOException {
    Path output = Files.createTempFile("troupe-", ".out");
    try {
      Process process = new ProcessBuilder(command).directory(folder.toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " did not end within " + LIMIT_SECONDS + " s");
      }
      String printed = Folders.lastLines(output, 40);
      if (process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + "\n" + printed);
      }
      return printed;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while running " + command, interrupted);
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
