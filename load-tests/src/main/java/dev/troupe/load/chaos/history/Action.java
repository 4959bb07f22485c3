package dev.troupe.load.chaos.history;

/** What a client asked, and the action of the event that such a call leaves behind. */
public enum Action {
  REGISTER("agent.registered"), ADD("work.added"), CLAIM_NEXT("work.claimed"), CLAIM_BY_ID("work.claimed"),
  PROGRESS("work.progressed"), COMPLETE("work.completed"), FAIL("work.failed"), RELEASE("work.released"), CANCEL("work.cancelled"),
  HEARTBEAT(null), GET(null);

  private final String event;

  Action(String event) {
    this.event = event;
  }

  /** Whether an event of that name is what this call leads to; a failed attempt is stored under one of two names. */
  public boolean leadsTo(String action) {
    return action.equals(event) || this == FAIL && action.equals("work.attempt_failed");
  }

  public boolean isClaim() {
    return this == CLAIM_NEXT || this == CLAIM_BY_ID;
  }

  /** Only the holder of the newest token may. */
  public boolean needsToken() {
    return this == PROGRESS || this == COMPLETE || this == FAIL || this == RELEASE;
  }

  /** Ends the lease it names. */
  public boolean endsLease() {
    return needsToken() && this != PROGRESS;
  }

  public boolean isWrite() {
    return event != null;
  }
}
