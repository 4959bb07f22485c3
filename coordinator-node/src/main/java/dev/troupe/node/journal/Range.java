package dev.troupe.node.journal;

import java.time.Duration;

/** Checks that a setting lies within its bounds, both allowed, and names its key when it does not. */
final class Range {
  private Range() {}

  static void check(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("Expected %s from %,d to %,d, but it is %,d.".formatted(key, min, max, value));
    }
  }

  static void check(String key, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "Expected %s from %s to %s, but it is %s.".formatted(key, words(min), words(max), words(value)));
    }
  }

  private static String words(Duration duration) {
    return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }
}
