package dev.troupe.load.chaos.check;

import dev.troupe.load.check.JournalRow;
import java.time.Instant;

/**
 * One event of an item or agent as the journal has it.
 *
 * @param kind {@code work} or {@code agent}
 * @param order its place in the whole journal, as readers follow it
 * @param sequence its place in the entity's own history, from 1
 * @param token null where the event names none
 * @param claimRequest the request a lease was given for; null in every other event
 * @param requestId the request that caused it; null when Troupe acted by itself
 * @param leaseSeconds of a claim, else 0
 * @param exhausted whether an expired lease was the item's last attempt
 */
public record JournalEvent(String kind, String entityId, long order, long sequence, String action, String agentId, Long token, String actor,
  String requestId, String claimRequest, Instant at, int leaseSeconds, boolean exhausted) {

  /** Whether Troupe did it by itself: a lease that expired, a start time that came. */
  public boolean isOwn() {
    return actor != null && actor.startsWith("troupe:");
  }

  public boolean isWork() {
    return kind.equals("work");
  }

  public boolean is(String wanted) {
    return action.equals(wanted);
  }

  public long tokenOrZero() {
    return token == null ? 0 : token;
  }

  public JournalRow row() {
    return new JournalRow(entityId, sequence, action, agentId, token);
  }

  /** For a finding. */
  public String told() {
    return String.format("%s v%d %s by %s token %s (actor %s, request %s) at %s", entityId, sequence, action, agentId, token, actor, requestId, at);
  }
}
