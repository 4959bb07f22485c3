package dev.troupe.cli.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A backup as it lies on disk. */
public final class Archive implements AutoCloseable {

  private final ZipFile zip;
  private final Manifest manifest;

  private Archive(ZipFile zip, Manifest manifest) {
    this.zip = zip;
    this.manifest = manifest;
  }

  /** @throws CommandFailed when the file is no backup, is not what was written, or is of a format this program does not read */
  public static Archive open(Path file) throws IOException {
    boolean sealed = Seal.isOn(file);
    if (sealed && !Seal.holds(file)) {
      throw new CommandFailed(file + " is damaged: it is not what was written.");
    }
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException damaged) {
      throw new CommandFailed(file + " is damaged or no backup: " + damaged.getMessage());
    }
    try {
      return new Archive(zip, manifest(file, zip, sealed));
    } catch (IOException | RuntimeException failed) {
      zip.close();
      throw failed;
    }
  }

  public Manifest manifest() {
    return manifest;
  }

  InputStream content(Manifest.Part part) throws IOException {
    ZipEntry entry = zip.getEntry(part.entry());
    if (entry == null) {
      throw new CommandFailed("The backup is damaged: " + part.entry() + " is missing.");
    }
    return zip.getInputStream(entry);
  }

  /**
   * Reads everything once.
   *
   * @throws CommandFailed naming the first part that is not what the manifest says
   */
  public void verify() throws IOException {
    Set<String> known = new HashSet<>(Set.of(Manifest.ENTRY));
    for (Manifest.Part part : parts().toList()) {
      known.add(part.entry());
      verify(part);
    }
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      String name = all.nextElement().getName();
      if (!known.contains(name)) {
        throw new CommandFailed("The backup is damaged: its manifest does not know " + name + ".");
      }
    }
  }

  private void verify(Manifest.Part part) throws IOException {
    try (InputStream in = content(part)) {
      if (!Digests.of(part.entry(), in).equals(part)) {
        throw new CommandFailed("The backup is damaged: " + part.entry() + " is not what was written.");
      }
    } catch (ZipException damaged) {
      throw new CommandFailed("The backup is damaged: " + part.entry() + ": " + damaged.getMessage());
    }
  }

  private Stream<Manifest.Part> parts() {
    return Stream.concat(
      Stream.concat(manifest.schema().stream(), manifest.configuration().stream()), manifest.tables().stream().map(Manifest.Table::part));
  }

  private static Manifest manifest(Path file, ZipFile zip, boolean sealed) throws IOException {
    ZipEntry entry = zip.getEntry(Manifest.ENTRY);
    if (entry == null) {
      throw new CommandFailed(file + " is damaged or no backup: it has no " + Manifest.ENTRY + ".");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      Manifest manifest = Json.mapper().readValue(in, Manifest.class);
      if (manifest.format() != Manifest.FORMAT && manifest.format() != Manifest.UNSEALED) {
        throw new CommandFailed("Expected a backup of format " + Manifest.FORMAT + ", but " + file + " has format " + manifest.format() + ".");
      }
      if (manifest.format() == Manifest.FORMAT && !sealed) {
        throw new CommandFailed(file + " is damaged: it does not end with its digest.");
      }
      return manifest;
    } catch (JsonProcessingException | ZipException damaged) {
      throw new CommandFailed("The backup is damaged: its manifest cannot be read: " + damaged.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
