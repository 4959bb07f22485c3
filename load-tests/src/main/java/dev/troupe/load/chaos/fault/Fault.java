package dev.troupe.load.chaos.fault;

import dev.troupe.load.chaos.arena.Arena;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One thing that breaks and is mended again.
 *
 * @param name as for {@code --faults}
 * @param needs what the arena must have for it
 * @param seconds how long it lasts before it is healed; longer than the failure detector, or than a lease, where that is the point
 */
public record Fault(String name, Set<Need> needs, int seconds, Strike strike, Mend mend) {

  /** What not every machine, or not every arena, can give. */
  public enum Need { NAMESPACES, CLOCKS, SMALL_DISK, MORE_NODES }

  /** Breaks something. */
  @FunctionalInterface
  public interface Strike {

    /** @return the numbers of the nodes it struck, from 1; empty when it struck something else */
    List<Integer> at(Arena arena, Random random) throws IOException, InterruptedException;
  }

  /** Mends it; called also when the striking failed half-way. */
  @FunctionalInterface
  public interface Mend {
    void heal(Arena arena, List<Integer> struck) throws IOException, InterruptedException;
  }

  static Fault of(String name, int seconds, Strike strike, Mend mend, Need... needs) {
    return new Fault(name, Set.of(needs), seconds, strike, mend);
  }
}
