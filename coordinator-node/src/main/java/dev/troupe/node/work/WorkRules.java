package dev.troupe.node.work;

import dev.troupe.node.Decision;
import dev.troupe.node.Decision.Nothing;
import dev.troupe.node.Decision.Refused;
import dev.troupe.node.Decision.Repeated;
import dev.troupe.node.Decision.Store;
import dev.troupe.node.work.WorkState.Absent;
import dev.troupe.node.work.WorkState.Available;
import dev.troupe.node.work.WorkState.Blocked;
import dev.troupe.node.work.WorkState.Cancelled;
import dev.troupe.node.work.WorkState.Claimed;
import dev.troupe.node.work.WorkState.Completed;
import dev.troupe.node.work.WorkState.Failed;
import dev.troupe.node.work.WorkState.InReview;
import dev.troupe.node.work.WorkState.Lease;
import dev.troupe.node.work.WorkState.Present;
import dev.troupe.node.work.WorkState.Scheduled;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.LeaseEnding;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a work item decides: a pure function of its state, a command and the time. Nothing here stores, tells or reads a clock.
 *
 * <p>Order of checks, the first that applies wins: a repeat or reuse of a request id; the item does not exist; the lease is not the
 * newest; the state does not allow it.
 */
final class WorkRules {
  private static final Cause LEASE = Cause.troupe("lease");
  private static final Cause CLOCK = Cause.troupe("clock");
  private static final Cause DEPENDENCY = Cause.troupe("dependency");

  private WorkRules() {}

  /**
   * The time as the item sees it.
   *
   * @param now the wall clock, for what is stored
   * @param leaseExpiresAt when the present lease ends by the item's soft clock, while it has one
   * @param leaseClock the newest start of that clock, counted from 1
   */
  record Moment(Instant now, Optional<Instant> leaseExpiresAt, long leaseClock) {}

  static Decision<WorkEvent> decide(WorkState state, WorkCommand command, Moment moment) {
    if (command instanceof WorkCommand.Change change) {
      Optional<Decision<WorkEvent>> known = knownRequest(state, change.cause());
      return known.isPresent() ? known.get() : decideChange(state, change, moment.now());
    }
    if (command instanceof WorkCommand.Claim claim) {
      return claim(state, claim, moment);
    }
    if (command instanceof WorkCommand.Renew renew) {
      return renew(state, renew);
    }
    if (command instanceof WorkCommand.DependencyEnded ended) {
      return dependencyEnded(state, ended, moment.now());
    }
    if (command instanceof WorkMessages.LeaseTimeUp timeUp) {
      return leaseTimeUp(state, timeUp, moment);
    }
    if (command instanceof WorkMessages.DueTimeReached || command instanceof WorkCommand.Wake) {
      return due(state, moment.now());
    }
    if (command instanceof WorkCommand.Get) {
      return state instanceof Absent ? notFound(state) : new Nothing<>();
    }
    return new Nothing<>();
  }

  private static Decision<WorkEvent> decideChange(WorkState state, WorkCommand.Change command, Instant now) {
    if (command instanceof WorkCommand.Add add) {
      return add(state, add, now);
    }
    if (state instanceof Absent) {
      return notFound(state);
    }
    Present present = (Present) state;
    if (command instanceof WorkCommand.ReportProgress report) {
      return byHolder(
          present,
          report,
          Set.of(),
          new WorkEvent.ProgressReported(
              report.agent(), report.token(), report.percent(), report.note(), report.checkpoint(), report.usage(), now, report.cause()));
    }
    if (command instanceof WorkCommand.Complete complete) {
      return complete(present, complete, now);
    }
    if (command instanceof WorkCommand.Fail fail) {
      return byHolder(present, fail, Set.of(LeaseEnding.FAILED), failure(present.item(), fail, now));
    }
    if (command instanceof WorkCommand.Release release) {
      return byHolder(
          present,
          release,
          Set.of(LeaseEnding.RELEASED),
          new WorkEvent.WorkReleased(release.agent(), release.token(), release.handoff(), now, release.cause()));
    }
    if (command instanceof WorkCommand.Cancel cancel) {
      return cancel(present, cancel, now);
    }
    if (command instanceof WorkCommand.Retry retry) {
      return present instanceof Failed ? new Store<>(new WorkEvent.WorkRetried(now, retry.cause())) : wrongState(present, "retry");
    }
    return review(present, command, now);
  }

  private static Optional<Decision<WorkEvent>> knownRequest(WorkState state, Cause cause) {
    if (!(state instanceof Present present) || cause.requestId().isEmpty()) {
      return Optional.empty();
    }
    return present
        .item()
        .requests()
        .find(cause)
        .<Decision<WorkEvent>>map(stamp -> stamp.fingerprint().equals(cause.fingerprint()) ? new Repeated<>() : reused(cause.requestId().get()));
  }

  private static Decision<WorkEvent> add(WorkState state, WorkCommand.Add add, Instant now) {
    if (state instanceof Present present) {
      return present.item().spec().equals(add.spec())
          ? new Repeated<>()
          : refuse(
              Code.IDEMPOTENCY_KEY_REUSED,
              "Expected to add work " + state.id() + ", but an item of that id was added before with other contents.");
    }
    if (add.spec().dependsOn().contains(state.id())) {
      return new Refused<>(Refusal.cycle(java.util.List.of(state.id(), state.id())));
    }
    return new Store<>(new WorkEvent.WorkAdded(add.spec(), now, add.cause()));
  }

  private static Decision<WorkEvent> claim(WorkState state, WorkCommand.Claim claim, Moment moment) {
    if (state instanceof Absent) {
      return notFound(state);
    }
    Present present = (Present) state;
    boolean holds =
        present instanceof Claimed claimed
            && claimed.lease().agent().equals(claim.agent())
            && claimed.lease().request().equals(claim.requestId());
    if (holds) {
      return new Repeated<>();
    }
    if (present.item().requests().find(Item.claimScope(claim.agent()), claim.requestId()).isPresent()) {
      return refuse(
          Code.LEASE_LOST,
          "Expected what request " + claim.requestId() + " got of work " + state.id() + " to be held still, but it is over.");
    }
    if (present instanceof Claimed claimed) {
      Lease lease = claimed.lease();
      return new Refused<>(
          Refusal.alreadyClaimed(
              state.id(), lease.agent(), moment.leaseExpiresAt().orElse(lease.since().plus(lease.length()))));
    }
    if (!(present instanceof Available)) {
      return wrongState(present, "claim");
    }
    Set<String> missing = new TreeSet<>(present.item().spec().requires());
    missing.removeAll(claim.capabilities());
    if (!missing.isEmpty()) {
      return new Refused<>(
          Refusal.invalid("agent_id", "Expected an agent with the capabilities " + missing + ", but " + claim.agent() + " lacks them."));
    }
    Item item = present.item();
    Duration length = claim.lease().orElse(item.spec().lease());
    return new Store<>(
        new WorkEvent.WorkClaimed(
            claim.agent(),
            item.attempts().nextToken(),
            length.toSeconds(),
            item.attempts().claimed() + 1,
            claim.requestId(),
            moment.now(),
            claim.cause()));
  }

  private static Decision<WorkEvent> renew(WorkState state, WorkCommand.Renew renew) {
    if (state instanceof Claimed claimed && claimed.lease().isHeldBy(renew.agent(), renew.token())) {
      return new Nothing<>();
    }
    return state instanceof Present present ? leaseLost(present, renew.token()) : notFound(state);
  }

  private static Decision<WorkEvent> complete(Present state, WorkCommand.Complete c, Instant now) {
    WorkEvent event =
        state.item().spec().review()
            ? new WorkEvent.WorkSubmitted(c.agent(), c.token(), c.outcome(), c.result(), c.usage(), now, c.cause())
            : new WorkEvent.WorkCompleted(c.agent(), c.token(), c.outcome(), c.result(), c.usage(), now, c.cause());
    return byHolder(state, c, Set.of(LeaseEnding.COMPLETED, LeaseEnding.SUBMITTED), event);
  }

  private static WorkEvent failure(Item item, WorkCommand.Fail fail, Instant now) {
    boolean another = fail.retryable() && item.attempts().burned() + 1 < item.spec().maxAttempts();
    return another
        ? new WorkEvent.AttemptFailed(fail.agent(), fail.token(), fail.reason(), retryAt(item, now), now, fail.cause())
        : new WorkEvent.WorkFailed(fail.agent(), fail.token(), fail.reason(), now, fail.cause());
  }

  /** Exponential backoff without jitter: the base, doubled with each attempt that failed before, at most a day. */
  static Optional<Instant> retryAt(Item item, Instant now) {
    long seconds = item.spec().backoff().toSeconds();
    if (seconds == 0) {
      return Optional.empty();
    }
    int doublings = Math.min(item.attempts().burned(), 20);
    return Optional.of(now.plusSeconds(Math.min(seconds << doublings, WorkSpec.MAX_BACKOFF.toSeconds())));
  }

  /**
   * What only the newest lease may do. When that lease is over by the very thing that is asked, and no newer one has begun, the asker did not hear
   * the answer: it is a repeat.
   */
  private static Decision<WorkEvent> byHolder(Present state, WorkCommand.ByHolder command, Set<LeaseEnding> broughtAbout, WorkEvent event) {
    if (state instanceof Claimed claimed && claimed.lease().isHeldBy(command.agent(), command.token())) {
      return new Store<>(event);
    }
    Optional<Item.EndedLease> own =
        state.item().attempts().lastEnded().filter(ended -> isOf(ended, command.agent(), command.token()));
    if (own.isPresent() && broughtAbout.contains(own.get().ending()) && !(state instanceof Claimed)) {
      return new Repeated<>();
    }
    boolean over = state.status().isFinal() || state instanceof InReview;
    return own.isPresent() && over ? wrongState(state, "report on") : leaseLost(state, command.token());
  }

  private static boolean isOf(Item.EndedLease ended, AgentId agent, LeaseToken token) {
    return ended.agent().equals(agent) && ended.token().equals(token);
  }

  private static Decision<WorkEvent> cancel(Present state, WorkCommand.Cancel cancel, Instant now) {
    if (state instanceof Cancelled) {
      return new Repeated<>();
    }
    if (state instanceof Completed) {
      return wrongState(state, "cancel");
    }
    Optional<AgentId> holder = state instanceof Claimed claimed ? Optional.of(claimed.lease().agent()) : Optional.empty();
    return new Store<>(new WorkEvent.WorkCancelled(cancel.reason(), holder, now, cancel.cause()));
  }

  private static Decision<WorkEvent> review(Present state, WorkCommand.Change command, Instant now) {
    if (!(state instanceof InReview)) {
      return wrongState(state, "review");
    }
    return command instanceof WorkCommand.Approve approve
        ? new Store<>(new WorkEvent.ReviewApproved(approve.note(), now, approve.cause()))
        : new Store<>(new WorkEvent.ReviewRejected(((WorkCommand.Reject) command).reason(), now, command.cause()));
  }

  /** A cancelled dependency cancels what waits for it; a failed one may still be retried, so it holds. */
  private static Decision<WorkEvent> dependencyEnded(WorkState state, WorkCommand.DependencyEnded ended, Instant now) {
    if (!(state instanceof Blocked blocked) || !blocked.open().contains(ended.dependency())) {
      return new Nothing<>();
    }
    if (ended.status() == WorkStatus.COMPLETED) {
      return new Store<>(new WorkEvent.DependencyMet(ended.dependency(), now, DEPENDENCY));
    }
    if (ended.status() == WorkStatus.CANCELLED) {
      String reason = "Its dependency " + ended.dependency() + " was cancelled.";
      return new Store<>(new WorkEvent.WorkCancelled(Optional.of(reason), Optional.empty(), now, DEPENDENCY));
    }
    return new Nothing<>();
  }

  private static Decision<WorkEvent> leaseTimeUp(WorkState state, WorkMessages.LeaseTimeUp timeUp, Moment moment) {
    if (!(state instanceof Claimed claimed) || !claimed.lease().token().equals(timeUp.token()) || timeUp.clock() != moment.leaseClock()) {
      return new Nothing<>();
    }
    Item item = claimed.item();
    boolean exhausted = item.attempts().burned() + 1 >= item.spec().maxAttempts();
    return new Store<>(new WorkEvent.LeaseExpired(claimed.lease().agent(), timeUp.token(), exhausted, moment.now(), LEASE));
  }

  private static Decision<WorkEvent> due(WorkState state, Instant now) {
    return state instanceof Scheduled scheduled && !now.isBefore(scheduled.due())
        ? new Store<>(new WorkEvent.WorkDue(now, CLOCK))
        : new Nothing<>();
  }

  private static Decision<WorkEvent> leaseLost(Present state, LeaseToken token) {
    String found =
        state instanceof Claimed claimed
            ? "token " + claimed.lease().token() + " holds it"
            : "it is " + state.status().name().toLowerCase(Locale.ROOT) + " and that lease is over";
    return refuse(Code.LEASE_LOST, "Expected token " + token + " to hold work " + state.id() + ", but " + found + ".");
  }

  private static Decision<WorkEvent> wrongState(Present state, String verb) {
    String status = state.status().name().toLowerCase(Locale.ROOT);
    return refuse(Code.WRONG_STATE, "Expected to " + verb + " work " + state.id() + ", but it is " + status + ".");
  }

  private static Decision<WorkEvent> notFound(WorkState state) {
    return refuse(Code.NOT_FOUND, "Expected work " + state.id() + ", but there is none of that id.");
  }

  private static Decision<WorkEvent> reused(RequestId request) {
    return refuse(
        Code.IDEMPOTENCY_KEY_REUSED, "Expected a new request, but the key " + request + " was used before for another one.");
  }

  private static Decision<WorkEvent> refuse(Code code, String detail) {
    return new Refused<>(Refusal.of(code, detail));
  }
}
