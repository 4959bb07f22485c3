package dev.troupe.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a key's whole text: all that is ever stored or sent of it. A slow, salted hash would protect secrets that people choose;
 * these are 256 random bits, which nobody finds by trying however fast the hash is.
 *
 * @param value 64 hexadecimal digits in lower case
 */
public record SecretHash(String value) {
  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

  public SecretHash {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("Expected a SHA-256 in 64 hexadecimal digits, but it is another text.");
    }
  }

  public static SecretHash of(String secret) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return new SecretHash(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256.", impossible);
    }
  }

  /** In a time that says nothing of where the two differ. */
  public boolean matches(SecretHash other) {
    return MessageDigest.isEqual(value.getBytes(StandardCharsets.US_ASCII), other.value.getBytes(StandardCharsets.US_ASCII));
  }

  /** Not even the hash belongs in a log. */
  @Override
  public String toString() {
    return "SecretHash[…]";
  }
}
