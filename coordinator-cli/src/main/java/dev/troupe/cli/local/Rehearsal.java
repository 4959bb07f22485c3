package dev.troupe.cli.local;

import dev.troupe.cli.Console;
import dev.troupe.cli.client.Agent;
import dev.troupe.cli.client.Claim;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.client.TroupeClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the {@link StartArchive}: a node on a folder and a PostgreSQL of its own is worked a little and writes, as it ends, the classes it has used.
 * Nothing of it touches the user's data or settings.
 */
final class Rehearsal {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final NodeProgram program;
  private final StartArchive archive;
  private final Map<String, String> environment;
  private LocalCluster stage;
  private boolean ended;

  private Rehearsal(NodeProgram program, StartArchive archive, Map<String, String> environment) {
    this.program = program;
    this.archive = archive;
    this.environment = environment;
  }

  /** The one that is needed before these nodes start; empty when there is an archive, or can be none. */
  static Optional<Rehearsal> wanted(NodeProgram program, Map<String, String> environment) throws IOException {
    if (program.records().isPresent()) {
      return Optional.empty();
    }
    return StartArchive.of(program).filter(StartArchive::isMissing)
      .map(archive -> new Rehearsal(program, archive, NodeSettings.without(environment)));
  }

  /** Returns when it is over, also when it failed: nodes start without an archive, too. Does nothing while another process is at it. */
  void run(Console console) throws IOException {
    Path lock = archive.file().resolveSibling("start.lock");
    synchronized (Rehearsal.class) {
      try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock held = channel.tryLock()) {
        if (held != null && archive.isMissing()) {
          console.line("Preparing quick starts, once for this build ...");
          long started = System.nanoTime();
          String outcome = perform();
          console.line(String.format("%s in %.1f s", outcome, (System.nanoTime() - started) / 1e9));
        }
      }
    }
  }

  /** Ends it at once, from another thread. */
  synchronized void stop() throws IOException {
    ended = true;
    if (stage != null) {
      stage.stop();
      Folders.delete(stage.dir());
    }
  }

  private String perform() throws IOException {
    Path dir = Files.createTempDirectory("troupe-rehearsal-");
    try {
      LocalCluster cluster = enter(dir);
      cluster.start(new Console(new PrintStream(OutputStream.nullOutputStream()), false));
      play(new TroupeClient(cluster.urls(), 0, TroupeClient.Settings.defaults().withGiveUpAfter(PATIENCE)));
      cluster.stop();
      archive.accept();
      return "Prepared";
    } catch (IOException | RuntimeException failed) {
      leave();
      return "Could not be prepared (" + String.valueOf(failed.getMessage()).lines().findFirst().orElse("") + "), gave up";
    } finally {
      Folders.delete(dir);
    }
  }

  private synchronized LocalCluster enter(Path dir) throws IOException {
    stage = LocalCluster.planned(new LocalCluster.Wish(dir, 1, 0), program.recording(archive.aside()), environment);
    if (ended) {
      stage.stop();
    }
    return stage;
  }

  private synchronized void leave() throws IOException {
    if (stage != null) {
      stage.stop();
    }
    if (!ended) {
      archive.giveUp();
    }
  }

  /** A claim's way, so that its classes are among those used. */
  private static void play(TroupeClient client) {
    client.register("rehearsal", new Agent.Registration(null, List.of("java"), 2, null, null)).join();
    client.add(NewWork.of("rehearsal-1", "test", "One")).join();
    client.addBatch(List.of(NewWork.of("rehearsal-2", "test", "Two"))).join();
    for (Claim claim : client.claimNext("rehearsal", 2, PATIENCE, List.of()).join()) {
      client.progress(claim.work().id(), "rehearsal", claim.leaseToken(), 50, "half").join();
      client.heartbeat("rehearsal").join();
      client.complete(claim.work().id(), "rehearsal", claim.leaseToken(), null).join();
    }
    client.get("rehearsal-1").join();
    client.status().join();
  }
}
