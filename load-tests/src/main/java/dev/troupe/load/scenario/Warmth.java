package dev.troupe.load.scenario;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Work that is not measured: a JVM compiles its hot code in its first half minute under load. */
final class Warmth {

  private static final int CALLERS = 100;

  private Warmth() {
  }

  /** @return what was told, to be checked like everything else */
  static Answers up(List<URI> nodes, Optional<String> key, long seconds) throws InterruptedException {
    try (Stage stage = new Stage(nodes, key)) {
      List<Voice> agents = stage.voices("warm", CALLERS);
      List<Voice> adders = stage.voices("warmer", CALLERS);
      Run.await(Stage.register(agents, 1));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      long half = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds) / 2;
      long added = Run.await(Adders.run(stage, adders, 1, Integer.MAX_VALUE, half));
      Run.await(Workers.run(stage, agents, 1, added, end));
      return stage.answers();
    }
  }
}
