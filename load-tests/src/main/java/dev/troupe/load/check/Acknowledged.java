package dev.troupe.load.check;

/**
 * An answer of success that a client received, and that an event must therefore back.
 *
 * @param agentId null for an add
 * @param leaseToken 0 for an add
 */
public record Acknowledged(Kind kind, String workId, String agentId, long leaseToken) {

  /** What was acknowledged, and the action that backs it. */
  public enum Kind {
    ADD("work.added"), CLAIM("work.claimed"), PROGRESS("work.progressed"), COMPLETE("work.completed");

    private final String action;

    Kind(String action) {
      this.action = action;
    }

    String action() {
      return action;
    }
  }

  public static Acknowledged add(String workId) {
    return new Acknowledged(Kind.ADD, workId, null, 0);
  }
}
