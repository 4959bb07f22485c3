package dev.troupe.load.chaos.fault;

import dev.troupe.load.chaos.arena.Arena;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Lets the faults of a run come, one after another, in an order, at times and on nodes that its seed decides. */
public final class Nemesis {

  private static final Duration READY_LIMIT = Duration.ofSeconds(90);

  private final Arena arena;
  private final Random random;
  private final long zeroNanos;
  private final Consumer<String> told;
  private final Duration calm;

  /**
   * @param calm before each fault, and up to twice as long
   * @param zeroNanos the run's beginning by {@link System#nanoTime}
   */
  public Nemesis(Arena arena, long seed, Duration calm, long zeroNanos, Consumer<String> told) {
    this.arena = arena;
    this.random = mixed(seed);
    this.calm = calm;
    this.zeroNanos = zeroNanos;
    this.told = told;
  }

  /** The faults of a run of that seed: so many of those given, none twice before all have come. Runs of successive seeds share a shuffled pack until it is dealt out, so that all come equally often. */
  public static List<Fault> chosen(List<Fault> faults, int count, long seed) {
    int runsOfAPack = Math.max(1, faults.size() / Math.max(1, count));
    Random random = mixed(Math.floorDiv(seed, runsOfAPack));
    int first = Math.floorMod(seed, runsOfAPack) * count;
    List<Fault> dealt = new ArrayList<>();
    while (dealt.size() < first + count) {
      List<Fault> pack = new ArrayList<>(faults);
      Collections.shuffle(pack, random);
      dealt.addAll(pack);
    }
    return List.copyOf(dealt.subList(first, first + count));
  }

  /** Random's first numbers are alike for seeds that are neighbours. */
  private static Random mixed(long seed) {
    return new Random(new SplittableRandom(seed).nextLong());
  }

  /** Returns when the last one is healed and every node is ready. */
  public List<Struck> unleash(List<Fault> faults) throws InterruptedException {
    List<Struck> struck = new ArrayList<>();
    for (Fault fault : faults) {
      Thread.sleep(calm.toMillis() + random.nextInt((int) calm.toMillis() + 1));
      struck.add(unleash(fault));
    }
    return struck;
  }

  private Struck unleash(Fault fault) throws InterruptedException {
    Map<Integer, Integer> homes = arena.homes();
    long began = now();
    List<Integer> nodes = List.of();
    String problem = null;
    long inPlace = began;
    told.accept(fault.name());
    try {
      nodes = fault.strike().at(arena, new Random(random.nextLong()));
      inPlace = now();
      Thread.sleep(fault.seconds() * 1_000L);
    } catch (IOException failed) {
      problem = "striking: " + failed.getMessage();
    }
    try {
      fault.mend().heal(arena, nodes);
    } catch (IOException failed) {
      problem = (problem == null ? "" : problem + "; ") + "healing: " + failed.getMessage();
    }
    long healed = now();
    long ready = arena.awaitReady(READY_LIMIT) ? now() : -1;
    told.accept(String.format("%s %s: healed after %.1f s, all ready %s%s", fault.name(), nodes, (healed - began) / 1e9,
      ready < 0 ? "never" : String.format("%.1f s later", (ready - healed) / 1e9), problem == null ? "" : ", " + problem));
    return new Struck(fault.name(), nodes, began, inPlace, healed, ready, problem, homes);
  }

  private long now() {
    return System.nanoTime() - zeroNanos;
  }
}
