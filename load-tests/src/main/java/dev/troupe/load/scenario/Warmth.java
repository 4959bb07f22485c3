package dev.troupe.load.scenario;

import dev.troupe.load.check.Acknowledged;
import dev.troupe.load.measure.Pace;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Work that is not measured: a JVM compiles its hot code in its first minute under load. A third of the time adds, a third claims and completes what was added, and in the last third agents
 * wait for what comes, as most of a fleet does.
 */
final class Warmth {

  private static final int CALLERS = 100;
  /** No more than is worked off, so that none of it is in the way of what is measured. */
  private static final int MOST_ADDED = 20_000;
  private static final double HAND_OVERS_PER_SECOND = 200;
  private static final long PATIENCE_SECONDS = 30;

  private Warmth() {
  }

  /** @return what was told, by item, to be checked like everything else */
  static Map<String, List<Acknowledged>> up(List<URI> nodes, Optional<String> key, long seconds) throws InterruptedException {
    long third = TimeUnit.SECONDS.toNanos(seconds) / 3;
    try (Stage queue = new Stage(nodes, key); Stage handOver = new Stage(nodes, key)) {
      List<Voice> agents = queue.voices("warm", CALLERS);
      List<Voice> adders = queue.voices("warmer", CALLERS);
      Run.await(Stage.register(agents, 1));
      long added = Run.await(Adders.run(queue, adders, 1, MOST_ADDED, System.nanoTime() + third));
      Run.await(Workers.run(queue, agents, 1, added, System.nanoTime() + third));
      List<Voice> waiting = handOver.voices("waiting", CALLERS);
      Run.await(Stage.register(waiting, 1));
      FleetRun.start(handOver, waiting, Behaviour.eager(), Shape.USUAL, 1, 0).feed(Pace.even(HAND_OVERS_PER_SECOND), third, PATIENCE_SECONDS);
      Map<String, List<Acknowledged>> told = new HashMap<>(queue.answers().byItem());
      told.putAll(handOver.answers().byItem());
      return told;
    }
  }
}
