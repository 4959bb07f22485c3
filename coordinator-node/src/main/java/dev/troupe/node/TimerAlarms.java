package dev.troupe.node;

import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;

/**
 * Alarms that are an actor's timers.
 *
 * @param <M> the actor's messages
 */
public record TimerAlarms<M>(TimerScheduler<M> timers) implements Alarms<M> {
  @Override
  public void set(Object key, Duration delay, M message) {
    timers.startSingleTimer(key, message, delay);
  }

  @Override
  public void clear(Object key) {
    timers.cancel(key);
  }
}
