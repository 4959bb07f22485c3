package dev.troupe.load.wire;

/**
 * How one call ended.
 *
 * @param status of HTTP; 0 when no answer came, then {@code failure} says why
 * @param retryAfterSeconds what the header says, -1 without one
 */
public record Answer(int status, byte[] body, int retryAfterSeconds, String failure) {

  private static final byte[] EMPTY = {};

  static Answer none(String why) {
    return new Answer(0, EMPTY, -1, why);
  }

  public boolean succeeded() {
    return status >= 200 && status < 300;
  }

  /** Refused early, to be tried again later. */
  public boolean shed() {
    return status == 503 || status == 429;
  }
}
