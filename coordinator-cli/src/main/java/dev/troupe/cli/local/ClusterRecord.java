package dev.troupe.cli.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What runs on a data folder, as {@code DIR/run/cluster.json} keeps it between commands.
 *
 * @param formationSeconds from the first process start until every node was ready; null while they form
 */
public record ClusterRecord(List<Node> nodes, Database database, Double formationSeconds) {

  /**
   * One node process.
   *
   * @param number from 1
   * @param startedAt when the process began, by which a pid given to another process since is told apart
   */
  public record Node(int number, long pid, Instant startedAt, int httpPort, int managementPort, int remotePort) {

    /** How far the start of one process may seem to move: the kernel counts from a boot time that follows the clock. */
    private static final Duration SAME_START = Duration.ofSeconds(5);

    public String name() {
      return "node-" + number;
    }

    public URI url() {
      return URI.create("http://127.0.0.1:" + httpPort);
    }

    /** The process, while it lives. */
    public Optional<ProcessHandle> process() {
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::startedThen);
    }

    Node withProcess(Process process) {
      Instant started = process.info().startInstant().orElseGet(Instant::now);
      return new Node(number, process.pid(), started, httpPort, managementPort, remotePort);
    }

    private boolean startedThen(ProcessHandle handle) {
      return handle.info().startInstant()
        .map(start -> Duration.between(start, startedAt).abs().compareTo(SAME_START) < 0).orElse(false);
    }
  }

  /**
   * The store.
   *
   * @param embedded whether it is ours to stop
   * @param passwordFile null when the password came through the environment, which then has to say it again
   */
  public record Database(String url, String user, String passwordFile, boolean embedded) {
  }

  static Optional<ClusterRecord> read(Path dir) throws IOException {
    Path file = file(dir);
    try {
      return Optional.of(Json.mapper().readValue(Files.readString(file), ClusterRecord.class));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (JsonProcessingException broken) {
      throw new IOException("Expected a description of a cluster in " + file + ", but it cannot be read: " + broken.getOriginalMessage(), broken);
    }
  }

  void write(Path dir) throws IOException {
    Path aside = Files.createTempFile(dir.resolve("run"), "cluster", ".new");
    Files.writeString(aside, Json.pretty(this) + "\n");
    Files.move(aside, file(dir), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static void remove(Path dir) throws IOException {
    Files.deleteIfExists(file(dir));
  }

  private static Path file(Path dir) {
    return dir.resolve("run").resolve("cluster.json");
  }
}
