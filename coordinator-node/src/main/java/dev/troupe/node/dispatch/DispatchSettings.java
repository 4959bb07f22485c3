package dev.troupe.node.dispatch;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a team's dispatcher works; the meaning of each key is in {@code reference.conf}.
 *
 * @param backlogCapacity items in memory, at most
 * @param reloadBelow items in memory below which the read side is asked for those that were left out; also how many of the most
 *     urgent are looked at with each periodic reload
 * @param waitingCapacity agents that may wait
 * @param reloadEvery how often the read side is asked for items whose announcement was lost
 * @param proposalTimeout how long an item may take to answer a proposal
 * @param agingStep see {@link MatchPolicy}
 * @param idleBeforePassivation how long a dispatcher stays in memory without a message
 */
public record DispatchSettings(
    int backlogCapacity,
    int reloadBelow,
    int waitingCapacity,
    Duration reloadEvery,
    Duration proposalTimeout,
    Duration agingStep,
    Duration idleBeforePassivation) {

  /** @throws IllegalArgumentException naming the key that is out of its range, or the two that contradict each other */
  public DispatchSettings {
    if (reloadBelow < 1 || reloadBelow >= backlogCapacity) {
      throw new IllegalArgumentException(
          "Expected troupe.dispatch.reload-below from 1 to below backlog-capacity, but they are "
              + reloadBelow + " and " + backlogCapacity + ".");
    }
    if (waitingCapacity < 1) {
      throw new IllegalArgumentException("Expected troupe.dispatch.waiting-capacity of 1 or more.");
    }
    for (Duration time : new Duration[] {reloadEvery, proposalTimeout, agingStep, idleBeforePassivation}) {
      if (time.isZero() || time.isNegative()) {
        throw new IllegalArgumentException("Expected every time in troupe.dispatch above zero, but one is " + time + ".");
      }
    }
  }

  public static DispatchSettings of(Config root) {
    Config dispatch = root.getConfig("troupe.dispatch");
    return new DispatchSettings(
        dispatch.getInt("backlog-capacity"),
        dispatch.getInt("reload-below"),
        dispatch.getInt("waiting-capacity"),
        dispatch.getDuration("reload-every"),
        dispatch.getDuration("proposal-timeout"),
        dispatch.getDuration("aging-step"),
        dispatch.getDuration("idle-before-passivation"));
  }
}
