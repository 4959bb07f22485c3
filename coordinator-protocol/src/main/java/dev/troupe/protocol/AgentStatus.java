package dev.troupe.protocol;

/** How an agent stands. */
public enum AgentStatus {
  /** Heard of lately, and holds claims. */
  ACTIVE,
  /** Heard of lately, holds none. */
  IDLE,
  /** Not heard of for longer than it should be. */
  LATE,
  /** Not heard of for so long that nobody waits for it; a sign of life brings it back. */
  LOST,
  /** Finishes what it holds and is given nothing new. */
  DRAINING,
  /** Gone for good, until it registers again. */
  RETIRED
}
