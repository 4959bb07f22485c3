package dev.troupe.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are taken for a backup; that none is with a bit changed is shown by BackupTest, on a whole one. */
class ArchiveTest {
  @TempDir Path folder;

  @Test
  void readsWhatWasWrittenBeforeArchivesWereSealed() throws Exception {
    try (Archive archive = Archive.open(write(Manifest.UNSEALED, false))) {
      archive.verify();
      assertThat(archive.manifest().format()).isEqualTo(1);
    }
  }

  @Test
  void readsWhatIsSealed() throws Exception {
    try (Archive archive = Archive.open(write(Manifest.FORMAT, true))) {
      archive.verify();
    }
  }

  @Test
  void refusesOneThatLostItsSeal() throws Exception {
    Path file = write(Manifest.FORMAT, false);
    assertThatThrownBy(() -> Archive.open(file)).isInstanceOf(CommandFailed.class).hasMessageContaining("does not end with its digest");
  }

  @Test
  void refusesAnUnknownFormat() throws Exception {
    Path file = write(3, true);
    assertThatThrownBy(() -> Archive.open(file)).isInstanceOf(CommandFailed.class).hasMessageContaining("format 3");
  }

  @Test
  void refusesAnEmptyFile() throws Exception {
    Path file = Files.createFile(folder.resolve("empty.zip"));
    assertThatThrownBy(() -> Archive.open(file)).isInstanceOf(CommandFailed.class).hasMessageContaining("no backup");
  }

  @Test
  void refusesAFileTooShortForTheSealItBeginsWith() throws Exception {
    Path file = Files.writeString(folder.resolve("short.zip"), "sha256:00");
    assertThatThrownBy(() -> Archive.open(file)).isInstanceOf(CommandFailed.class).hasMessageContaining("is damaged");
  }

  private Path write(int format, boolean sealed) throws IOException {
    Path file = folder.resolve("backup.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      if (sealed) {
        zip.setComment(Seal.BLANK);
      }
      zip.putNextEntry(new ZipEntry(Manifest.ENTRY));
      zip.write(Json.mapper().writeValueAsBytes(new Manifest(format, Instant.EPOCH, "18", List.of(), List.of(), List.of(), List.of())));
      zip.closeEntry();
    }
    if (sealed) {
      Seal.put(file);
    }
    return file;
  }
}
