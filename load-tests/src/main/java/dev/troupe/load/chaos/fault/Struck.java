package dev.troupe.load.chaos.fault;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.troupe.load.chaos.arena.Arena;
import java.util.List;
import java.util.Map;

/**
 * A fault as it came about.
 *
 * @param nodes the numbers of those it struck
 * @param struckNanos since the run began, when it was in place; beganNanos when it set out to
 * @param healedNanos when it had been mended, readyNanos when every node was ready again; -1 when that never was
 * @param problem what went wrong in striking or healing; null when nothing
 * @param homes which node each shard of items was on just before; empty when that could not be learnt
 */
public record Struck(String fault, List<Integer> nodes, long beganNanos, long struckNanos, long healedNanos, long readyNanos, String problem,
  @JsonIgnore Map<Integer, Integer> homes) {

  public Struck {
    homes = homes == null ? Map.of() : Map.copyOf(homes);
  }

  /** Whether the item was on a node that was not struck while others were. */
  public boolean spares(String workId) {
    Integer home = homes.get(Arena.shardOf(workId));
    return !nodes.isEmpty() && home != null && !nodes.contains(home);
  }
}
