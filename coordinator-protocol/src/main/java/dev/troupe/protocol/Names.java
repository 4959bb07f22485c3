package dev.troupe.protocol;

/**
 * The one alphabet of names, so that a name can stand in a URL path, a persistence id and a log line unescaped, and the checks every
 * bound goes through. Public because the edge checks each field by itself, to name all that are at fault at once; the sentences are
 * then the same on either side. Every check throws {@link IllegalArgumentException} with a sentence for a person.
 */
public final class Names {
  private Names() {}

  public static void requireName(String what, String value, int maxLength) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("Expected " + what + ", but it is empty.");
    }
    if (value.length() > maxLength) {
      throw new IllegalArgumentException(
          "Expected " + what + " of at most " + maxLength + " characters, but it has " + value.length() + ".");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean allowed = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._:~@-".indexOf(c) >= 0;
      if (!allowed) {
        throw new IllegalArgumentException(
            "Expected " + what + " of letters, digits and . _ : ~ @ -, but character " + (i + 1) + " is another.");
      }
    }
  }

  /** Free text: any length up to the bound, no NUL (PostgreSQL cannot store it). */
  public static void requireText(String what, String value, int maxLength) {
    if (value == null) {
      throw new IllegalArgumentException("Expected " + what + ", but it is missing.");
    }
    if (value.length() > maxLength) {
      throw new IllegalArgumentException(
          "Expected " + what + " of at most " + maxLength + " characters, but it has " + value.length() + ".");
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("Expected " + what + " without NUL characters, but it has one.");
    }
  }

  public static void requireRange(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("Expected " + what + " from " + min + " to " + max + ", but it is " + value + ".");
    }
  }

  public static void requireCount(String what, int size, int max) {
    if (size > max) {
      throw new IllegalArgumentException("Expected at most " + max + " " + what + ", but there are " + size + ".");
    }
  }
}
