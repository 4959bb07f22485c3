package dev.troupe.protocol;

/** How well a completed item was done, in its holder's own judgement. */
public enum Outcome {
  SUCCESS,
  PARTIAL
}
