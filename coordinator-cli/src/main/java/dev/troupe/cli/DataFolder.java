package dev.troupe.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option every command about a local cluster has. */
public final class DataFolder {

  @Option(names = "--data", paramLabel = "DIR",
    description = "folder that keeps the cluster's data; default: .troupe in Troupe's own folder (TROUPE_HOME), else in the current one")
  private Path dir;

  public Path path() {
    if (dir != null) {
      return dir.toAbsolutePath().normalize();
    }
    String home = System.getenv("TROUPE_HOME");
    return Path.of(home == null || home.isBlank() ? "" : home).resolve(".troupe").toAbsolutePath().normalize();
  }
}
