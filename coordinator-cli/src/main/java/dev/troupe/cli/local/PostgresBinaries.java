package dev.troupe.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked from the jar on the class path once per version and machine. */
record PostgresBinaries(Path home) {

  private static final Map<String, String> ARCHIVE_BY_ARCH = Map.of(
    "amd64", "postgres-linux-x86_64.txz",
    "x86_64", "postgres-linux-x86_64.txz",
    "aarch64", "postgres-linux-arm_64.txz",
    "arm64", "postgres-linux-arm_64.txz");

  /**
   * Safe to call from several processes at once: each unpacks aside and one wins the rename.
   *
   * @param cache folder that keeps {@code postgres-<version>}; created when missing
   */
  static PostgresBinaries unpackedIn(Path cache) throws IOException {
    Path home = cache.resolve("postgres-" + version());
    if (!Files.isExecutable(home.resolve("bin/postgres"))) {
      Files.createDirectories(cache);
      Path aside = Files.createTempDirectory(cache, "unpacking-");
      try {
        unpack(aside);
        Files.setPosixFilePermissions(aside, permissions(0755));
        Files.move(aside, home);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException | AtomicMoveNotSupportedException lost) {
        if (!Files.isExecutable(home.resolve("bin/postgres"))) {
          throw new IOException("Expected PostgreSQL's programs in " + home
            + ", but the folder is incomplete: remove it and try again", lost);
        }
      } finally {
        Folders.delete(aside);
      }
    }
    return new PostgresBinaries(home);
  }

  /**
   * {@code $TROUPE_CACHE}, else {@code $XDG_CACHE_HOME/troupe}, else {@code ~/.cache/troupe}; {@code /var/cache/troupe} when the
   * programs run as nobody, who cannot look into root's home.
   */
  static Path defaultCache(Map<String, String> environment, ServerAccount account) {
    String own = environment.get("TROUPE_CACHE");
    if (own != null && !own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    if (account == ServerAccount.NOBODY) {
      return Path.of("/var/cache/troupe");
    }
    String xdg = environment.get("XDG_CACHE_HOME");
    // Java knows the home of a user without a passwd entry as "?"; the environment knows better.
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    Path base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(home, ".cache");
    return base.resolve("troupe").toAbsolutePath();
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private static void unpack(Path target) throws IOException {
    String arch = System.getProperty("os.arch");
    String archive = ARCHIVE_BY_ARCH.get(arch);
    try (InputStream packed = archive == null ? null : PostgresBinaries.class.getResourceAsStream("/" + archive)) {
      if (packed == null) {
        throw new IOException("There is no packaged PostgreSQL for " + System.getProperty("os.name") + "/" + arch
          + ". Install PostgreSQL 15 or later and set TROUPE_DB_URL, TROUPE_DB_USER and TROUPE_DB_PASSWORD.");
      }
      try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
          unpackOne(entry, tar, target);
        }
      }
    }
  }

  private static void unpackOne(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("The archive holds a path outside itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
    } else if (entry.isSymbolicLink()) {
      Files.createDirectories(path.getParent());
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.createDirectories(path.getParent());
      Files.copy(content, path);
      Files.setPosixFilePermissions(path, permissions((entry.getMode() & 0111) == 0 ? 0644 : 0755));
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    PosixFilePermission[] fromHighestBit = PosixFilePermission.values();
    Set<PosixFilePermission> granted = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < fromHighestBit.length; bit++) {
      if ((mode & 0400 >> bit) != 0) {
        granted.add(fromHighestBit[bit]);
      }
    }
    return granted;
  }

  private static String version() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = PostgresBinaries.class.getResourceAsStream("/dev/troupe/cli/versions.properties")) {
      versions.load(in);
    }
    return versions.getProperty("postgres");
  }
}
