package dev.troupe.protocol;

import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a team's dispatcher is told. All of it is soft: whatever is lost here costs time, never work, because the dispatcher only
 * proposes and the item decides.
 */
public sealed interface DispatchCommand {
  EntityTypeKey<DispatchCommand> TYPE_KEY = EntityTypeKey.create(DispatchCommand.class, "dispatch");

  /** Said by the dispatcher to itself; implemented beside the actor. */
  non-sealed interface Internal extends DispatchCommand {}

  /**
   * An agent's entity wants work. Told again with the same request id, it takes the place of what was told before; a dispatcher that was not there before proposes nothing then and says
   * that it cannot tell what was granted.
   *
   * @param max how many items at most
   * @param maxWait how long to keep the agent waiting when there is nothing for it; zero: settle at once
   * @param nudgeOnly the agent waits at several teams: tell it that there is work instead of proposing
   * @param again present: this was told before, and nobody said what became of it
   */
  record Match(
      AgentId agent,
      RequestId requestId,
      Set<String> capabilities,
      Set<String> workTypes,
      int max,
      Duration maxWait,
      boolean nudgeOnly,
      Optional<Duration> lease,
      Cause cause,
      @Added(in = "0.1.0") Optional<Boolean> again)
      implements DispatchCommand {

    /** The same, asked on by this span. */
    public Match under(String spanId) {
      return new Match(agent, requestId, capabilities, workTypes, max, maxWait, nudgeOnly, lease, cause.under(spanId), again);
    }
  }

  /** The agent waits no longer; what is proposed already is settled first. */
  record CancelMatch(AgentId agent, RequestId requestId) implements DispatchCommand {}

  /** An item can be claimed. */
  record WorkReady(ReadyWork work) implements DispatchCommand {}

  /** An item can no longer be claimed. */
  record WorkGone(WorkId work, long version) implements DispatchCommand {}

  /**
   * What an item said to a proposal.
   *
   * @param stillReady it is ready after all: what it refused is this request, not every one
   */
  record ProposalAnswered(
      AgentId agent, RequestId requestId, WorkId work, boolean granted, boolean stillReady, long version)
      implements DispatchCommand {}

  /** What several items said. */
  record ProposalsAnswered(List<ProposalAnswered> answers) implements DispatchCommand {}

  /**
   * What a dispatcher needs to know of an item.
   *
   * @param version of the item when it was ready; tells news from old news
   */
  record ReadyWork(WorkId id, String workType, Priority priority, Set<String> requires, Instant createdAt, long version) {}
}
