package dev.troupe.load.chaos.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * One attempt of one call, as its client saw it. A repeat under the same request id is an operation of its own.
 *
 * @param number in the order in which the calls ended
 * @param client who called
 * @param node through which node, counted from 1
 * @param requestId null for a read
 * @param workId null where no item is named
 * @param token 0 where no lease is named
 * @param max the most items asked for, 0 where that means nothing
 * @param startNanos since the run began, as is endNanos; by the clock that does not jump
 * @param status of HTTP, 0 when there was none
 * @param code of a refusal, or what broke; null when it was accepted
 * @param leases granted by a claim, or told by a heartbeat
 * @param itemStatus of the item in the answer, as is its version; null and 0 when it told none
 */
public record Operation(long number, String client, int node, Action action, String requestId, String workId, String agentId, long token,
  int max, long startNanos, long endNanos, Outcome outcome, int status, String code, List<Told> leases, String itemStatus, long version) {

  /** The code of a call that its client gave up because the run was over: its outcome is unknown, and that is nobody's trouble. */
  public static final String STOPPED = "stopped";

  /** How a call ended. Unknown: it may have happened, may not have, and may still. */
  public enum Outcome { OK, REFUSED, UNKNOWN }

  /**
   * A lease a client was told of.
   *
   * @param seconds its length, 0 in a heartbeat's answer
   * @param valid false when a heartbeat said that it is over
   */
  public record Told(String workId, long token, int seconds, boolean valid) {
  }

  public Operation {
    leases = leases == null ? List.of() : List.copyOf(leases);
  }

  @JsonIgnore
  public boolean isOk() {
    return outcome == Outcome.OK;
  }

  @JsonIgnore
  public boolean isUnknown() {
    return outcome == Outcome.UNKNOWN;
  }

  /** For a finding: who did what, through which node, when and how it ended. */
  public String told() {
    String what = action + (workId == null ? "" : " " + workId) + (token == 0 ? "" : " token " + token);
    String ended = outcome + (code == null ? "" : " " + code) + (itemStatus == null ? "" : " " + itemStatus + " v" + version)
      + (leases.isEmpty() ? "" : " " + leases);
    return String.format("#%d %s by %s (%s) through node %d, request %s, %.3f..%.3f s: %s",
      number, what, client, agentId, node, requestId, startNanos / 1e9, endNanos / 1e9, ended);
  }
}
