package dev.troupe.protocol;

import java.util.regex.Pattern;

/**
 * Names one key for ever; the middle part of the key's text, and no secret.
 *
 * @param value 1 to 64 lower-case letters and digits; anything else is refused with {@link IllegalArgumentException}
 */
public record KeyId(String value) implements Comparable<KeyId> {
  public static final int MAX_LENGTH = 64;

  private static final Pattern SHAPE = Pattern.compile("[0-9a-z]{1," + MAX_LENGTH + "}");

  public KeyId {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Expected a key id of 1 to " + MAX_LENGTH + " lower-case letters and digits, but it is another.");
    }
  }

  @Override
  public int compareTo(KeyId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
