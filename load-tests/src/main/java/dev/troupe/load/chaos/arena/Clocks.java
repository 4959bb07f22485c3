package dev.troupe.load.chaos.arena;

import dev.troupe.cli.local.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Moves the wall clock of one node's process, by libfaketime; its monotonic clock runs on. */
public final class Clocks {

  private static final List<Path> LIBRARIES = List.of(Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
    Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

  private final Path dir;

  Clocks(Path dir, int nodes) throws IOException {
    this.dir = Files.createDirectories(dir);
    for (int node = 1; node <= nodes; node++) {
      jump(node, Duration.ZERO);
    }
  }

  /** Why clocks cannot be moved on this machine; empty when they can. */
  public static Optional<String> missing() {
    return library().isPresent() ? Optional.empty() : Optional.of("there is no libfaketime (Debian: faketime)");
  }

  /** So far before (negative) or after the machine's clock the node's is from now on. */
  public void jump(int node, Duration by) throws IOException {
    Folders.replace(file(node), (by.isNegative() ? "" : "+") + by.toSeconds() + "\n");
  }

  /** Without the fix turned off, every wait with a time limit returns at once: libfaketime takes the monotonic deadline for one by the wall clock. */
  Map<String, String> settings(int node) {
    return Map.of("LD_PRELOAD", library().orElseThrow().toString(), "FAKETIME_TIMESTAMP_FILE", file(node).toString(),
      "FAKETIME_CACHE_DURATION", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_DONT_RESET", "1", "DONT_FAKE_MONOTONIC", "1",
      "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  private static Optional<Path> library() {
    return LIBRARIES.stream().filter(Files::exists).findFirst();
  }

  private Path file(int node) {
    return dir.resolve("node-" + node);
  }
}
