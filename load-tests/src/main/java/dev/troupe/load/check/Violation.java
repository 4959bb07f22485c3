package dev.troupe.load.check;

/** One broken promise, with the item and the event that show it. */
public record Violation(Kind kind, String workId, String detail) {

  /** What can be wrong; each is found by a test that plants it. */
  public enum Kind {
    /** An item that was to be worked off has no event at all. */
    NEVER_ADDED,
    ADDED_TWICE,
    NEVER_COMPLETED,
    COMPLETED_TWICE,
    /** A claim's token is not greater than every earlier one of the item. */
    TOKEN_NOT_GROWING,
    /** A claim while an earlier lease had not ended. */
    LEASES_OVERLAP,
    CLAIMED_AFTER_COMPLETION,
    /** Progress or an end under a token, or by an agent, that is not the open lease's. */
    NOT_THE_HOLDER,
    /** A client was told of success, and no event says so. */
    UNBACKED_ANSWER
  }
}
