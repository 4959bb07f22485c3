package dev.troupe.cli.store;

import dev.troupe.cli.CommandFailed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/** The node's migrations, by which an empty store gets its tables. */
final class SchemaScripts {

  static final String HISTORY = "flyway_schema_history";

  private final ClassLoader node;

  /** @param places jars or folders of the node, looked into after this program's own class path */
  SchemaScripts(List<Path> places) {
    this.node = new URLClassLoader(places.stream().map(SchemaScripts::url).toArray(URL[]::new), SchemaScripts.class.getClassLoader());
  }

  /**
   * One script of the node, checked against what the store's history says was applied.
   *
   * @throws CommandFailed when this program does not have just that script
   */
  byte[] script(String name, Optional<Integer> checksum) throws IOException {
    try (InputStream in = node.getResourceAsStream("db/migration/" + name)) {
      if (in == null) {
        throw new CommandFailed("The store was made by a newer version: this one does not know " + name + ". Use the version that made it.");
      }
      byte[] content = in.readAllBytes();
      if (checksum.isPresent() && checksum.get() != checksum(content)) {
        throw new CommandFailed("The store was made with another " + name + " than this version has. Use the version that made it.");
      }
      return content;
    }
  }

  /** As Flyway computes it: over the lines, without their ends. */
  static int checksum(byte[] script) throws IOException {
    CRC32 crc = new CRC32();
    try (BufferedReader lines = new BufferedReader(new StringReader(new String(script, StandardCharsets.UTF_8)))) {
      lines.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    }
    return (int) crc.getValue();
  }

  private static URL url(Path place) {
    try {
      return place.toUri().toURL();
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }
}
