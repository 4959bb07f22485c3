package dev.troupe.node.agent;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How an agent's entity lives; the meaning of each key is in {@code reference.conf}.
 *
 * @param lateAfter without a sign of life an agent is called late
 * @param lostAfter and then lost; longer than {@code lateAfter}
 * @param answerWithin how long an item or a dispatcher may take before the outcome is called unknown
 * @param repairEvery how often a waiting request is told again to its dispatcher
 * @param auditEvery how often leases that should have ended are looked at
 * @param idleBeforePassivation how long a lost, retired or unknown agent stays in memory without a message
 * @param rememberedRequests the claim requests whose answers are remembered in memory
 * @param openRequests the claim requests one agent may have open at once
 */
public record AgentSettings(
    Duration lateAfter,
    Duration lostAfter,
    Duration answerWithin,
    Duration repairEvery,
    Duration auditEvery,
    Duration idleBeforePassivation,
    int rememberedRequests,
    int openRequests) {

  /** @throws IllegalArgumentException naming the key that is out of its range, or the two that contradict each other */
  public AgentSettings {
    if (lateAfter.compareTo(lostAfter) >= 0) {
      throw new IllegalArgumentException(
          "Expected troupe.agent.late-after below troupe.agent.lost-after, but " + lateAfter + " is not below " + lostAfter + ".");
    }
    if (rememberedRequests < 1 || openRequests < 1) {
      throw new IllegalArgumentException("Expected troupe.agent.remembered-requests and open-requests of 1 or more.");
    }
    for (Duration time : new Duration[] {lateAfter, answerWithin, repairEvery, auditEvery, idleBeforePassivation}) {
      if (time.isZero() || time.isNegative()) {
        throw new IllegalArgumentException("Expected every time in troupe.agent above zero, but one is " + time + ".");
      }
    }
  }

  public static AgentSettings of(Config root) {
    Config agent = root.getConfig("troupe.agent");
    return new AgentSettings(
        agent.getDuration("late-after"),
        agent.getDuration("lost-after"),
        agent.getDuration("answer-within"),
        agent.getDuration("repair-every"),
        agent.getDuration("audit-every"),
        agent.getDuration("idle-before-passivation"),
        agent.getInt("remembered-requests"),
        agent.getInt("open-requests"));
  }
}
