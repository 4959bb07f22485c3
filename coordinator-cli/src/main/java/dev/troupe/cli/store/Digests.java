package dev.troupe.cli.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and sums up what passes. */
final class Digests extends OutputStream {

  private final OutputStream next;
  private final MessageDigest digest = sha256();
  private long bytes;

  Digests(OutputStream next) {
    this.next = next;
  }

  /** What the rest of the stream would have given as a part. */
  static Manifest.Part of(String entry, InputStream in) throws IOException {
    return of(entry, in, Long.MAX_VALUE);
  }

  /** @param limit bytes to read at most; those after them are left in the stream */
  static Manifest.Part of(String entry, InputStream in, long limit) throws IOException {
    Digests digests = new Digests(OutputStream.nullOutputStream());
    byte[] buffer = new byte[1 << 16];
    int read;
    while ((read = in.read(buffer, 0, (int) Math.min(buffer.length, limit - digests.bytes))) > 0) {
      digests.write(buffer, 0, read);
    }
    return digests.part(entry);
  }

  Manifest.Part part(String entry) {
    return new Manifest.Part(entry, bytes, HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int from, int length) throws IOException {
    digest.update(buffer, from, length);
    bytes += length;
    next.write(buffer, from, length);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
