package dev.troupe.protocol;

/** How a lease came to its end. */
public enum LeaseEnding {
  COMPLETED,
  SUBMITTED,
  FAILED,
  RELEASED,
  EXPIRED,
  CANCELLED
}
