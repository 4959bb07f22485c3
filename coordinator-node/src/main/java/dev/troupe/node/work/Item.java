package dev.troupe.node.work;

import dev.troupe.node.RecentRequests;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.LeaseEnding;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Progress;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * What is true of a work item in every state.
 *
 * @param handoff what its last holder, or who rejected it, left for the next
 * @param failure why its last attempt failed
 * @param requests the latest requests that changed it
 * @param version the number of events so far
 */
public record Item(
    WorkId id,
    WorkSpec spec,
    Instant createdAt,
    Attempts attempts,
    Progress progress,
    Usage usage,
    Optional<String> handoff,
    Optional<String> failure,
    RecentRequests requests,
    long version) {

  static Item added(WorkId id, WorkSpec spec, Instant at) {
    return new Item(
        id, spec, at, Attempts.NONE, Progress.NONE, Usage.NONE, Optional.empty(), Optional.empty(), RecentRequests.NONE, 0);
  }

  Item with(Attempts next) {
    return new Item(id, spec, createdAt, next, progress, usage, handoff, failure, requests, version);
  }

  Item with(Progress next) {
    return new Item(id, spec, createdAt, attempts, next, usage, handoff, failure, requests, version);
  }

  Item withMoreUsage(Optional<Usage> more) {
    return more.isEmpty()
        ? this
        : new Item(id, spec, createdAt, attempts, progress, usage.plus(more.get()), handoff, failure, requests, version);
  }

  Item withHandoff(Optional<String> next) {
    return new Item(id, spec, createdAt, attempts, progress, usage, next, failure, requests, version);
  }

  Item withFailure(Optional<String> next) {
    return new Item(id, spec, createdAt, attempts, progress, usage, handoff, next, requests, version);
  }

  /** One event later. */
  Item after(WorkEvent event) {
    RecentRequests next =
        event instanceof WorkEvent.WorkClaimed claimed ? requests.and(stamp(claimed)) : requests.and(event.by(), event.at());
    return new Item(id, spec, createdAt, attempts, progress, usage, handoff, failure, next, version + 1);
  }

  /** A claim's request is the agent's own, whoever's key it came under. */
  private static RecentRequests.Stamp stamp(WorkEvent.WorkClaimed claimed) {
    return new RecentRequests.Stamp(
        claimScope(claimed.agent()), claimed.claimRequest(), claimed.by().fingerprint(), claimed.at());
  }

  static String claimScope(AgentId agent) {
    return "claim:" + agent;
  }

  /**
   * How often it was tried.
   *
   * @param claimed leases so far
   * @param burned attempts that failed or expired since it was added, or since it was retried
   * @param lastToken the newest token, 0 before the first lease
   * @param lastEnded how the newest lease that is over came to its end
   */
  public record Attempts(int claimed, int burned, long lastToken, Optional<EndedLease> lastEnded) {
    static final Attempts NONE = new Attempts(0, 0, 0, Optional.empty());

    LeaseToken nextToken() {
      return new LeaseToken(lastToken + 1);
    }

    Attempts claimedWith(LeaseToken token) {
      return new Attempts(claimed + 1, burned, token.value(), lastEnded);
    }

    Attempts ended(WorkState.Lease lease, LeaseEnding ending) {
      boolean burns = ending == LeaseEnding.FAILED || ending == LeaseEnding.EXPIRED;
      EndedLease ended = new EndedLease(lease.agent(), lease.token(), lease.request(), ending);
      return new Attempts(claimed, burns ? burned + 1 : burned, lastToken, Optional.of(ended));
    }

    Attempts anew() {
      return new Attempts(claimed, 0, lastToken, lastEnded);
    }
  }

  /** A lease that is over, kept to know a repeated request from a late one. */
  public record EndedLease(AgentId agent, LeaseToken token, RequestId request, LeaseEnding ending) {}
}
