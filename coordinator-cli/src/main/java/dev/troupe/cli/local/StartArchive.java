package dev.troupe.cli.local;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The node's classes as the JVM wants them in memory, in a file that it maps instead of reading, checking and laying out some 13,000 classes at
 * every start (application class-data sharing). It saves time and nothing else: a node without one starts as well.
 *
 * <p>It lies beside the node's jar. Its name says which jars and which JVM it was made for, so that after a build, or with another JVM, there is none;
 * and the JVM looks once more and goes without when it does not fit. An empty file says that it could not be made.
 */
record StartArchive(Path file) {

  private static final String PREFIX = "start-";
  private static final String SUFFIX = ".jsa";

  /** Empty for a program of loose classes, which cannot be shared, and in a folder that cannot be written to. */
  static Optional<StartArchive> of(NodeProgram program) throws IOException {
    Path jar = program.jarOrClasses();
    if (!Files.isRegularFile(jar) || !Files.isWritable(jar.getParent())) {
      return Optional.empty();
    }
    return Optional.of(new StartArchive(jar.resolveSibling(PREFIX + fingerprint(jar, program.libraries()) + SUFFIX)));
  }

  /** Whether nobody has tried yet to make it. */
  boolean isMissing() {
    return !Files.exists(file);
  }

  /** What a JVM is told that starts the node. */
  List<String> options() throws IOException {
    return Files.exists(file) && Files.size(file) > 0 ? List.of("-XX:SharedArchiveFile=" + file) : List.of();
  }

  /** Where to write one before {@link #accept}. */
  Path aside() {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  /** Puts what was written aside into its place, and the archives of other builds away. */
  void accept() throws IOException {
    Files.move(aside(), file);
    try (DirectoryStream<Path> others = Files.newDirectoryStream(file.getParent(), PREFIX + "*" + SUFFIX)) {
      for (Path other : others) {
        if (!other.equals(file)) {
          Files.deleteIfExists(other);
        }
      }
    }
  }

  /** It cannot be made; later starts do not try again. */
  void giveUp() throws IOException {
    Files.deleteIfExists(aside());
    Files.createFile(file);
  }

  private static String fingerprint(Path jar, Path libraries) throws IOException {
    TreeSet<String> parts = new TreeSet<>(List.of(System.getProperty("java.home"), System.getProperty("java.vm.version"), entry(jar)));
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(libraries)) {
      for (Path library : jars) {
        parts.add(entry(library));
      }
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String entry(Path jar) throws IOException {
    return jar + File.pathSeparator + Files.size(jar) + File.pathSeparator + Files.getLastModifiedTime(jar).toMillis();
  }
}
