package dev.troupe.cli.store;

import dev.troupe.cli.DataFolder;
import dev.troupe.cli.OutputFormat;
import dev.troupe.cli.client.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "restore", mixinStandardHelpOptions = true, description = {
  "Brings a backup into an empty database, after checking every part of it. All of it or nothing.",
  "No node may run meanwhile. The store is where backup finds it: TROUPE_DB_URL, else the local cluster's.",
  "The configuration in the backup is not applied: take what you need of it with unzip."})
public final class Restore implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "what backup wrote")
  private Path file;

  @Option(names = "--dry-run", description = "check the backup and the database, and change nothing")
  private boolean dryRun;

  @Option(names = "--force", description = "drop everything a store that is not empty has")
  private boolean force;

  @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private OutputFormat output;

  @Mixin
  private DataFolder data;

  @Override
  public Integer call() throws Exception {
    long begun = System.nanoTime();
    try (Archive archive = Archive.open(file)) {
      archive.verify();
      try (StoreAccess store = StoreAccess.open(System.getenv(), data.path())) {
        StoreRestore restore = new StoreRestore(store.connection(), archive);
        restore.check(force);
        if (!dryRun) {
          restore.run();
        }
      }
      double seconds = Math.round((System.nanoTime() - begun) / 1e8) / 10.0;
      long events = archive.manifest().rows("event_journal");
      if (output == OutputFormat.json) {
        System.out.println(Json.pretty(Map.of("file", file.toString(), "events", events, "restored", !dryRun, "seconds", seconds, "created_at", archive.manifest().createdAt())));
      } else {
        System.out.printf("%s, of %s: %,d events %s, in %.1f s%n", file, archive.manifest().createdAt(), events, dryRun ? "could be restored" : "restored", seconds);
      }
    }
    return 0;
  }
}
