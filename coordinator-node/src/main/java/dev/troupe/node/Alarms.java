package dev.troupe.node;

import java.time.Duration;

/**
 * Sets and clears clocks by key; one clock a key. An actor's are its timers, a test's are moved by hand.
 *
 * @param <M> what is said when the time has come
 */
public interface Alarms<M> {
  void set(Object key, Duration delay, M message);

  void clear(Object key);
}
