package dev.troupe.node.board;

/** How an agent stands by its stored events. Whether it is active, idle or late is known to its entity alone. */
enum AgentStanding {
  ENROLLED,
  /** Finishes what it holds and is given nothing new. */
  DRAINING,
  /** Gave no sign of life for too long. */
  LOST,
  RETIRED
}
