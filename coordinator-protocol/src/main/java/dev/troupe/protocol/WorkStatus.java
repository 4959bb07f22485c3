package dev.troupe.protocol;

/** Where an item stands in its life; docs/architecture.md has the diagram. */
public enum WorkStatus {
  /** Waits for other items to be completed. */
  BLOCKED,
  /** Waits for its start time, or for the backoff after a failed attempt. */
  SCHEDULED,
  /** Can be claimed. */
  READY,
  /** One agent holds its lease. */
  CLAIMED,
  /** Was done; waits for a person or a checking agent. */
  IN_REVIEW,
  COMPLETED,
  /** Attempts used up or failed for good: the dead-letter list. */
  FAILED,
  CANCELLED;

  /** Whether nothing but an operator's retry can move it again. */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
