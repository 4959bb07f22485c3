package dev.troupe.load;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import dev.troupe.cli.Interruption;
import dev.troupe.cli.local.Folders;
import dev.troupe.cli.local.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A cluster for one run: closed, interrupted or failed, it leaves no process, and no folder that it made itself. */
public final class TemporaryCluster implements AutoCloseable {

  private final LocalCluster cluster;
  private final boolean ownFolder;
  private final Interruption interruption;
  private boolean keepFolder;

  private TemporaryCluster(LocalCluster cluster, boolean ownFolder) {
    this.cluster = cluster;
    this.ownFolder = ownFolder;
    this.interruption = Interruption.watch(this::cleanUp);
  }

  /** @param dir where its data goes and stays; null for a folder that is removed at the end */
  public static TemporaryCluster start(Path dir, int nodes, Console console) throws IOException {
    return start(dir, nodes, Map.of(), console);
  }

  /** @param settings environment variables for every node, beside those a local cluster sets itself */
  public static TemporaryCluster start(Path dir, int nodes, Map<String, String> settings, Console console) throws IOException {
    Path folder = dir != null ? dir : Files.createTempDirectory("troupe-");
    TemporaryCluster temporary = new TemporaryCluster(LocalCluster.planned(new LocalCluster.Wish(folder, nodes, 0).withSettings(settings)), dir == null);
    try {
      console.line("Starting PostgreSQL and " + nodes + " node" + (nodes == 1 ? "" : "s") + " in " + folder);
      temporary.cluster.start(console);
      console.line(String.format("The cluster formed in %.1f s", temporary.cluster.formationSeconds()));
      return temporary;
    } catch (IOException | RuntimeException failed) {
      temporary.close();
      throw failed;
    }
  }

  public LocalCluster cluster() {
    return cluster;
  }

  /** Something went wrong: the logs and the journal are worth a look, so the folder stays. */
  void keepFolder() {
    keepFolder = true;
  }

  @Override
  public void close() {
    if (interruption.forget()) {
      cleanUp();
    }
  }

  private void cleanUp() {
    try {
      cluster.stop();
      if (ownFolder && !keepFolder) {
        Folders.delete(cluster.dir());
      }
    } catch (IOException cause) {
      throw new CommandFailed("Could not stop everything that runs on " + cluster.dir() + ": " + cause.getMessage(), new UncheckedIOException(cause));
    }
  }
}
