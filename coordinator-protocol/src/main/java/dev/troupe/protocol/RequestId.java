package dev.troupe.protocol;

/**
 * An idempotency key: the same key means the same request, repeated.
 *
 * @param value 1 to 200 characters, none of them NUL
 */
public record RequestId(String value) {
  public static final int MAX_LENGTH = 200;

  public RequestId {
    Names.requireText("a request id", value, MAX_LENGTH);
    if (value.isEmpty()) {
      throw new IllegalArgumentException("Expected a request id, but it is empty.");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
