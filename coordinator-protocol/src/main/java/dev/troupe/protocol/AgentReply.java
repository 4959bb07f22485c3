package dev.troupe.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an agent's entity answers. */
public sealed interface AgentReply {

  /** @param created whether this request registered it for the first time */
  record Accepted(AgentView agent, boolean created) implements AgentReply {}

  /** @param claims empty when no work came in time */
  record Claims(List<ClaimGrant> claims) implements AgentReply {}

  record Beat(List<Directive> directives, List<HeldLease> leases) implements AgentReply {}

  record Refused(Refusal refusal) implements AgentReply {}

  /** Something the agent is to do. */
  record Directive(Kind kind, Optional<WorkId> work, Optional<LeaseToken> token, String message) {
    public enum Kind {
      CANCEL,
      DRAIN,
      MESSAGE
    }
  }

  /**
   * A lease the agent named, or that its entity believes it holds.
   *
   * @param leaseExpiresAt absent when the lease is over or its item did not answer
   * @param valid false only when the item said that the lease is over
   * @param renewed false as well when the item did not answer in time: the lease may stand, ask again
   */
  record HeldLease(WorkId work, LeaseToken token, Optional<Instant> leaseExpiresAt, boolean valid, boolean renewed) {}
}
