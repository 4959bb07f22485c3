package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.check.ItemModel.State;
import dev.troupe.load.chaos.check.ItemModel.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of overlapping steps that the model allows, by depth-first search with memory: J. Wing and C. Gong, "Testing and Verifying
 * Concurrent Objects", JPDC 17 (1993), with the configurations seen remembered as in G. Lowe, "Testing for Linearizability", CCPE 29 (2017).
 * A step that may not have happened is taken where that helps, and left out otherwise.
 */
final class Linearization {

  private static final int MOST_CONFIGURATIONS = 200_000;

  private final List<Step> steps;
  private final long certain;
  private final Set<Configuration> seen = new HashSet<>();
  private int longest = -1;
  private String stuckAt = "";

  /**
   * @param found an order was found
   * @param exhausted every order was tried; false when the search was given up
   * @param longest the most certain steps any order could explain
   * @param stuckAt the model's state there, and the steps that could come next
   */
  record Result(boolean found, boolean exhausted, int longest, String stuckAt) {
  }

  private record Configuration(BitSet taken, State state) {
  }

  private record Frame(Configuration at, Iterator<Configuration> next) {
  }

  private Linearization(List<Step> steps) {
    this.steps = steps.stream().sorted(Comparator.comparingLong(Step::startNanos)).toList();
    this.certain = steps.stream().filter(Step::certain).count();
  }

  static Result search(List<Step> steps) {
    return new Linearization(steps).search();
  }

  private Result search() {
    Deque<Frame> path = new ArrayDeque<>();
    push(path, new Configuration(new BitSet(steps.size()), State.ABSENT));
    while (!path.isEmpty()) {
      Frame top = path.peek();
      if (explained(top.at()) == certain) {
        return new Result(true, true, (int) certain, "");
      }
      if (!top.next().hasNext()) {
        path.pop();
      } else if (seen.size() >= MOST_CONFIGURATIONS) {
        return new Result(false, false, longest, stuckAt);
      } else {
        Configuration next = top.next().next();
        if (seen.add(next)) {
          push(path, next);
        }
      }
    }
    return new Result(false, true, longest, stuckAt);
  }

  private void push(Deque<Frame> path, Configuration at) {
    int explained = explained(at);
    if (explained > longest) {
      longest = explained;
      stuckAt = at.state() + " then one of " + candidates(at.taken()).stream().map(steps::get).filter(Step::certain).map(Step::told).toList();
    }
    List<Configuration> next = candidates(at.taken()).stream().flatMap(index -> ItemModel.after(at.state(), steps.get(index)).stream()
      .filter(state -> steps.get(index).certain() || !state.equals(at.state()))
      .map(state -> new Configuration(with(at.taken(), index), state))).toList();
    path.push(new Frame(at, next.iterator()));
  }

  /** Steps not taken yet that began before every other one of those ended. */
  private List<Integer> candidates(BitSet taken) {
    long firstEnd = Long.MAX_VALUE;
    for (int index = taken.nextClearBit(0); index < steps.size(); index = taken.nextClearBit(index + 1)) {
      firstEnd = Math.min(firstEnd, steps.get(index).endNanos());
    }
    List<Integer> candidates = new ArrayList<>();
    for (int index = taken.nextClearBit(0); index < steps.size() && steps.get(index).startNanos() <= firstEnd; index = taken.nextClearBit(index + 1)) {
      candidates.add(index);
    }
    return candidates;
  }

  private int explained(Configuration at) {
    return (int) at.taken().stream().filter(index -> steps.get(index).certain()).count();
  }

  private static BitSet with(BitSet taken, int index) {
    BitSet next = (BitSet) taken.clone();
    next.set(index);
    return next;
  }
}
