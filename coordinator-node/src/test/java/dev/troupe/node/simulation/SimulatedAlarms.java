package dev.troupe.node.simulation;

import dev.troupe.node.Alarms;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Alarms in simulated time. They die with their owner.
 *
 * @param <M> what is said when the time has come
 */
public final class SimulatedAlarms<M> implements Alarms<M> {
  private final Network network;
  private final Consumer<M> owner;
  private final Map<Object, Object> current = new HashMap<>();
  private boolean dead;

  public SimulatedAlarms(Network network, Consumer<M> owner) {
    this.network = network;
    this.owner = owner;
  }

  public void die() {
    dead = true;
  }

  @Override
  public void set(Object key, Duration delay, M message) {
    Object stamp = new Object();
    current.put(key, stamp);
    network.after(
        delay,
        () -> {
          if (!dead && current.get(key) == stamp) {
            current.remove(key);
            owner.accept(message);
          }
        });
  }

  @Override
  public void clear(Object key) {
    current.remove(key);
  }
}
