package dev.troupe.cli.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The digest of an archive's bytes, which is the archive's last bytes: a zip file's comment. The digests in the {@link Manifest} tell of what
 * was packed; of the packing itself a zip file says much twice, and a reader looks at one of the two, so that damage to the other is seen by
 * this alone.
 */
final class Seal {

  private static final String MARK = "sha256:";
  /** As long as a seal, to be written over. */
  static final String BLANK = MARK + "0".repeat(64);

  private Seal() {
  }

  /** Seals a whole archive whose comment is {@link #BLANK}. */
  static void put(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(StandardCharsets.US_ASCII.encode(of(channel)), contentLength(channel));
    }
  }

  /** Whether the archive has a seal, be it the right one or not. */
  static boolean isOn(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return read(channel).startsWith(MARK);
    }
  }

  /** Whether every byte is as it was when the archive was sealed. */
  static boolean holds(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return read(channel).equals(of(channel));
    }
  }

  private static String of(FileChannel channel) throws IOException {
    InputStream content = Channels.newInputStream(channel.position(0));
    return MARK + Digests.of("", content, contentLength(channel)).sha256();
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(BLANK.length());
    channel.read(last, contentLength(channel));
    return StandardCharsets.US_ASCII.decode(last.flip()).toString();
  }

  private static long contentLength(FileChannel channel) throws IOException {
    return Math.max(0, channel.size() - BLANK.length());
  }
}
