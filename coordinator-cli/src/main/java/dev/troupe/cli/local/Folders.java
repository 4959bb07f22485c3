package dev.troupe.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** What a data folder needs from the file system: whole-folder removal, files replaced as a whole, secrets only their owner reads, ends of logs. */
public final class Folders {

  private Folders() {
  }

  /** Removes a folder and everything in it; a folder that is not there is fine, files that vanish meanwhile too. */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Files.walkFileTree(folder, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
          Files.deleteIfExists(file);
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
          if (cause instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
          }
          throw cause;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException cause) throws IOException {
          Files.deleteIfExists(directory);
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (IOException cause) {
      throw new UncheckedIOException("Could not remove " + folder, cause);
    }
  }

  /** Writes a file that only its owner can read, replacing the old one as a whole. */
  static void writeSecret(Path file, String content) throws IOException {
    Path aside = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new",
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(aside, content);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Writes a file so that a reader, also after this program was stopped meanwhile, finds the old one or this one, whole. For one writer at a time. */
  public static void replace(Path file, String content) throws IOException {
    Path aside = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), content);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The last lines of a log, for a message; empty when there is no such file. */
  static String lastLines(Path log, int atMost) {
    try (Stream<String> all = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      List<String> lines = all.toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - atMost), lines.size()));
    } catch (IOException | UncheckedIOException none) {
      return "";
    }
  }
}
