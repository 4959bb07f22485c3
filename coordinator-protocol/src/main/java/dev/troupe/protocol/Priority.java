package dev.troupe.protocol;

/** How urgent an item is; declared from the most to the least urgent. */
public enum Priority {
  CRITICAL,
  HIGH,
  MEDIUM,
  LOW
}
