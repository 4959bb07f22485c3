package dev.troupe.node.keys;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How keys live; the meaning of each setting is in {@code reference.conf}.
 *
 * @param noteUseEvery the uses of a key within this time are noted once. 1 s or more
 * @param idleBeforePassivation how long a key nobody presents stays in memory. Above zero
 */
public record KeySettings(Duration noteUseEvery, Duration idleBeforePassivation) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  public KeySettings {
    if (noteUseEvery.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("Expected troupe.keys.note-use-every of 1 s or more, but it is " + noteUseEvery + ".");
    }
    if (idleBeforePassivation.isZero() || idleBeforePassivation.isNegative()) {
      throw new IllegalArgumentException(
          "Expected troupe.keys.idle-before-passivation above zero, but it is " + idleBeforePassivation + ".");
    }
  }

  public static KeySettings of(Config root) {
    Config keys = root.getConfig("troupe.keys");
    return new KeySettings(keys.getDuration("note-use-every"), keys.getDuration("idle-before-passivation"));
  }
}
