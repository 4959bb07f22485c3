package dev.troupe.protocol;

/**
 * A JSON value kept as its text: the cluster carries payloads, results and checkpoints, it never looks into them.
 * Whoever makes one has parsed it before (the gateway), so the text is known to be one valid JSON value.
 *
 * @param value at most {@value #MAX_LENGTH} characters
 */
public record Json(String value) {
  public static final int MAX_LENGTH = 64 * 1024;

  public Json {
    Names.requireText("a JSON value", value, MAX_LENGTH);
  }

  @Override
  public String toString() {
    return value;
  }
}
