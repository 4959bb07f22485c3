package dev.troupe.cli.store;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.DataFolder;
import dev.troupe.cli.OutputFormat;
import dev.troupe.cli.client.Json;
import dev.troupe.cli.local.NodeProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "backup", mixinStandardHelpOptions = true, description = {
  "Writes the store as it is now into one file: journal, snapshots, board, keys, the readers' positions, and files you name.",
  "Nodes may run. TROUPE_DB_URL (with TROUPE_DB_USER and TROUPE_DB_PASSWORD or TROUPE_DB_PASSWORD_FILE) says where the store is; else it is the local cluster's.",
  "The file has everything the store has, payloads of work and hashes of keys included: keep it as safe as the database."})
public final class Backup implements Callable<Integer> {

  @Option(names = "--to", paramLabel = "FILE", description = "default: troupe-<time>.zip in the current folder; must not be there yet")
  private Path target;

  @Option(names = "--include", paramLabel = "FILE", description = "a file of your configuration to put beside the tables; may be given several times")
  private List<Path> configuration = List.of();

  @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private OutputFormat output;

  @Mixin
  private DataFolder data;

  @Override
  public Integer call() throws Exception {
    Path file = target != null ? target : Path.of("troupe-" + LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")) + ".zip");
    if (Files.exists(file)) {
      throw new CommandFailed(file + " is there already.");
    }
    long begun = System.nanoTime();
    try (StoreAccess store = StoreAccess.open(System.getenv(), data.path())) {
      Manifest manifest = new StoreBackup(store.connection(), NodeProgram.places(), configuration).write(file.toAbsolutePath());
      double seconds = Math.round((System.nanoTime() - begun) / 1e8) / 10.0;
      long events = manifest.rows("event_journal");
      if (output == OutputFormat.json) {
        System.out.println(Json.pretty(Map.of("file", file.toString(), "bytes", Files.size(file), "events", events, "seconds", seconds, "manifest", manifest)));
      } else {
        System.out.printf("%s: %,d events, %,d bytes, in %.1f s%n", file, events, Files.size(file), seconds);
      }
    }
    return 0;
  }
}
