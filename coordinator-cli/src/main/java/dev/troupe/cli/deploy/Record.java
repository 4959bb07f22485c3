package dev.troupe.cli.deploy;

import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * What was deployed when and how it ended: one JSON object a line in deployments.jsonl of the data folder.
 *
 * @param action deploy or rollback
 * @param before the image that ran; empty: none did
 */
record Record(Instant at, String action, String stack, String environment, String before, String after, UpdateState outcome, double seconds) {

  void append(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("deployments.jsonl"), Json.compact(this) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
