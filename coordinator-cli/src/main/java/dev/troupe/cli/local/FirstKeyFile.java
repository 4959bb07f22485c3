package dev.troupe.cli.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file in which the nodes of a cluster that asks for keys leave the first admin's: one of them makes it, at the first start. Until a node knows whether
 * it is the one, its offer lies beside the file.
 *
 * @param before when the file that was there before the nodes started was written
 */
record FirstKeyFile(Path path, Optional<FileTime> before) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Takes away what nodes that were killed have left beside it. */
  static FirstKeyFile beforeTheStart(Path path) throws IOException {
    for (Path offer : offers(path)) {
      Files.deleteIfExists(offer);
    }
    return new FirstKeyFile(path, written(path));
  }

  /** Whether the key was made since; waits until every node knows, at most 10 s. */
  boolean isMadeNow() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!offers(path).isEmpty() && System.nanoTime() < deadline) {
      Pause.millis(20);
    }
    return written(path).isPresent() && !written(path).equals(before);
  }

  private static Optional<FileTime> written(Path path) throws IOException {
    return Files.exists(path) ? Optional.of(Files.getLastModifiedTime(path)) : Optional.empty();
  }

  private static List<Path> offers(Path path) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> offers = Files.newDirectoryStream(path.getParent(), path.getFileName() + "*.new")) {
      offers.forEach(found::add);
    }
    return found;
  }
}
