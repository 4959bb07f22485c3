package dev.troupe.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code postmaster.pid} says about the server on a data folder: pid, port and state.
 *
 * @param state {@code starting}, {@code ready}, {@code stopping} or empty, as PostgreSQL writes it on the eighth line
 */
record PostmasterFile(long pid, int port, String state) {

  static Optional<PostmasterFile> read(Path data) throws IOException {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      long pid = lines.isEmpty() ? -1 : Long.parseLong(lines.get(0).trim());
      int port = lines.size() > 3 ? Integer.parseInt(lines.get(3).trim()) : 0;
      return Optional.of(new PostmasterFile(pid, port, lines.size() > 7 ? lines.get(7).trim() : ""));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (NumberFormatException unreadable) {
      return Optional.of(new PostmasterFile(-1, 0, ""));
    }
  }

  boolean isReady() {
    return state.equals("ready") && port > 0;
  }

  /** Whether that pid is a live server of this folder, not another process that was given the number since. */
  boolean isServerOf(Path data) {
    return worksIn(pid, data);
  }

  /**
   * The pids of every process of a server on this folder, children that outlived a killed postmaster included: all of them
   * have the data folder as their working directory.
   */
  static List<Long> processesOf(Path data) throws IOException {
    List<Long> pids = new ArrayList<>();
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      entries.map(entry -> entry.getFileName().toString())
        .filter(name -> name.chars().allMatch(Character::isDigit))
        .map(Long::valueOf)
        .filter(pid -> worksIn(pid, data))
        .forEach(pids::add);
    }
    return pids;
  }

  private static boolean worksIn(long pid, Path data) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      return Files.readString(process.resolve("comm")).trim().startsWith("postgres")
        && Files.readSymbolicLink(process.resolve("cwd")).equals(data.toRealPath());
    } catch (IOException goneOrForeign) {
      return false;
    }
  }
}
