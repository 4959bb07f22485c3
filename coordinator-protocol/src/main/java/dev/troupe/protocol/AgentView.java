package dev.troupe.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An agent as anyone may see it.
 *
 * @param openClaims the items it holds, as far as its entity knows
 * @param achievements what it did, from the read side; only where the agent itself was asked for
 * @param version the number of events behind this view
 */
public record AgentView(
    AgentId id,
    AgentProfile profile,
    AgentStatus status,
    Optional<Instant> lastHeartbeatAt,
    List<WorkId> openClaims,
    Optional<Achievements> achievements,
    Usage usage,
    Instant registeredAt,
    long version) {

  /**
   * What an agent achieved.
   *
   * @param meanSeconds claimed to completed, over its last 1,000 completions; absent before the first
   * @param p95Seconds likewise, the 95th percentile
   */
  public record Achievements(long completed, long failed, Optional<Double> meanSeconds, Optional<Double> p95Seconds) {
    public static final Achievements NONE = new Achievements(0, 0, Optional.empty(), Optional.empty());

    /** Completed of all that ended, 0 to 1; absent before the first. */
    public Optional<Double> successRate() {
      long ended = completed + failed;
      return ended == 0 ? Optional.empty() : Optional.of((double) completed / ended);
    }
  }
}
