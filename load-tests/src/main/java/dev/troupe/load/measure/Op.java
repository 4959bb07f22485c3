package dev.troupe.load.measure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The kinds of calls, and the two times that are no call. */
public enum Op {
  REGISTER, ADD, ADD_BATCH,
  /** A claim of what is there to be claimed. */
  CLAIM, CLAIM_BATCH,
  /** A claim that waits for work: how long is the work's affair, not the service's. */
  WAIT(false),
  /** From the moment an item was meant to be added until an agent that waited has it. */
  HAND_OVER(false),
  PROGRESS, HEARTBEAT, COMPLETE, COMPLETE_BATCH, FAIL, READ;

  private final boolean call;

  Op() {
    this(true);
  }

  Op(boolean call) {
    this.call = call;
  }

  /** Whether its time is the service's time to answer. */
  public boolean isCall() {
    return call;
  }

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
