package dev.troupe.node;

import akka.actor.Cancellable;
import akka.actor.typed.javadsl.ActorContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Alarms of an actor that is one of very many: less for each than timers take. A word that was under way when its alarm was cleared or set anew still arrives, so each must tell
 * of itself whether it is stale. To be used within the actor alone; whoever ends clears what it set.
 *
 * @param <M> the actor's messages
 */
public final class ContextAlarms<M> implements Alarms<M> {
  private final ActorContext<M> context;
  private final Map<Object, Cancellable> running = new HashMap<>(4);

  public ContextAlarms(ActorContext<M> context) {
    this.context = context;
  }

  @Override
  public void set(Object key, Duration delay, M message) {
    Cancellable before = running.put(key, context.scheduleOnce(delay, context.getSelf(), message));
    if (before != null) {
      before.cancel();
    }
  }

  @Override
  public void clear(Object key) {
    Cancellable alarm = running.remove(key);
    if (alarm != null) {
      alarm.cancel();
    }
  }

  public void clearAll() {
    running.values().forEach(Cancellable::cancel);
    running.clear();
  }
}
