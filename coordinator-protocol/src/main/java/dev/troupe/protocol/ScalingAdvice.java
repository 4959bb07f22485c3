package dev.troupe.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How many nodes with the role coordinator there should be, and why.
 *
 * @param nodes those that are up and can be reached
 * @param recommended from {@code min} to {@code max}; absent while the advisor has not watched for long enough to say
 * @param reason in words, one or two sentences
 * @param min fewest nodes it may recommend
 * @param max most nodes it may recommend
 * @param holdUntil before this the recommendation does not change
 * @param signals what it looked at, each kind once
 * @param asOf when it looked
 */
public record ScalingAdvice(
    int nodes,
    Optional<Integer> recommended,
    String reason,
    int min,
    int max,
    Instant holdUntil,
    List<Signal> signals,
    Instant asOf) {

  public ScalingAdvice {
    signals = List.copyOf(signals);
  }

  /** What follows from the recommendation. */
  public enum Action {
    WATCH,
    STAY,
    SCALE_UP,
    SCALE_DOWN
  }

  public Action action() {
    if (recommended.isEmpty()) {
      return Action.WATCH;
    }
    int difference = Integer.compare(recommended.get(), nodes);
    return difference > 0 ? Action.SCALE_UP : difference < 0 ? Action.SCALE_DOWN : Action.STAY;
  }

  /** What is looked at. */
  public enum Kind {
    /** Ready items in the whole cluster. */
    READY_ITEMS,
    /** Age of the oldest ready item, in seconds. */
    OLDEST_READY_SECONDS,
    /** p95 of hand-overs on the slowest node, in seconds; 0 while there are none. */
    HANDOVER_P95_SECONDS,
    /** Mean over the nodes of the share of its processors each uses, 0 to 1. */
    CPU_RATIO
  }

  /**
   * One thing it looked at.
   *
   * @param value absent while it is not known
   * @param target what the nodes are sized for
   * @param nodes how many nodes it asks for by itself, before bounds and pauses; absent when it does not count now
   */
  public record Signal(Kind kind, Optional<Double> value, double target, Optional<Integer> nodes) {}
}
