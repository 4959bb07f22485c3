package dev.troupe.cli.deploy;

import dev.troupe.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** NAME=value lines; empty ones and those that begin with # are left out. Values are taken as they stand, without quotes. */
final class EnvFile {

  private EnvFile() {
  }

  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> values = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new CommandFailed(file + ": expected NAME=value, but got: " + text);
      }
      values.put(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }
    return values;
  }
}
