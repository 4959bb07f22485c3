package dev.troupe.load.measure;

/** How a call ended. Only {@link #DONE} counts into latencies. */
public enum Ending {
  DONE,
  /** A claim that was answered with no work. */
  EMPTY,
  /** 503 or 429: come again. */
  SHED,
  /** Any other refusal, whether the caller had it coming or not. */
  REFUSED,
  /** No answer: the connection was lost, or patience ended. */
  BROKEN
}
