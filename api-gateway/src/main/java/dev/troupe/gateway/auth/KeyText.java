package dev.troupe.gateway.auth;

import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.SecretHash;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a key, {@code trp_<id>_<secret>}: the prefix lets scanners of leaked secrets find it, the id says which entity to ask, the
 * secret is 256 random bits in hexadecimal.
 *
 * @param text to be shown once, and never stored or logged
 */
public record KeyText(KeyId id, String text) {
  static final String PREFIX = "trp_";
  private static final int SECRET_BYTES = 32;
  private static final int ID_BYTES = 8;
  private static final Pattern SHAPE = Pattern.compile(PREFIX + "([0-9a-z]{1,64})_[0-9a-f]{" + 2 * SECRET_BYTES + "}");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new secret for a key of this id. */
  public static KeyText make(KeyId id) {
    return new KeyText(id, PREFIX + id + "_" + randomHex(SECRET_BYTES));
  }

  public static KeyId newId() {
    return new KeyId(randomHex(ID_BYTES));
  }

  /** Empty when it is not of this shape. */
  static Optional<KeyText> read(String presented) {
    Matcher parts = SHAPE.matcher(presented);
    return parts.matches() ? Optional.of(new KeyText(new KeyId(parts.group(1)), presented)) : Optional.empty();
  }

  public SecretHash hash() {
    return SecretHash.of(text);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return PREFIX + id + "_…";
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
