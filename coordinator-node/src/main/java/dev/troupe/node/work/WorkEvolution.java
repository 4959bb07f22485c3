package dev.troupe.node.work;

import dev.troupe.node.work.WorkEvent.AttemptFailed;
import dev.troupe.node.work.WorkEvent.DependencyMet;
import dev.troupe.node.work.WorkEvent.LeaseExpired;
import dev.troupe.node.work.WorkEvent.ProgressReported;
import dev.troupe.node.work.WorkEvent.ReviewApproved;
import dev.troupe.node.work.WorkEvent.ReviewRejected;
import dev.troupe.node.work.WorkEvent.WorkAdded;
import dev.troupe.node.work.WorkEvent.WorkCancelled;
import dev.troupe.node.work.WorkEvent.WorkClaimed;
import dev.troupe.node.work.WorkEvent.WorkCompleted;
import dev.troupe.node.work.WorkEvent.WorkDue;
import dev.troupe.node.work.WorkEvent.WorkFailed;
import dev.troupe.node.work.WorkEvent.WorkReleased;
import dev.troupe.node.work.WorkEvent.WorkRetried;
import dev.troupe.node.work.WorkEvent.WorkSubmitted;
import dev.troupe.node.work.WorkState.Absent;
import dev.troupe.node.work.WorkState.Available;
import dev.troupe.node.work.WorkState.Blocked;
import dev.troupe.node.work.WorkState.Cancelled;
import dev.troupe.node.work.WorkState.Claimed;
import dev.troupe.node.work.WorkState.Completed;
import dev.troupe.node.work.WorkState.Delivery;
import dev.troupe.node.work.WorkState.Failed;
import dev.troupe.node.work.WorkState.InReview;
import dev.troupe.node.work.WorkState.Lease;
import dev.troupe.node.work.WorkState.Present;
import dev.troupe.node.work.WorkState.Scheduled;
import dev.troupe.protocol.LeaseEnding;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.Json;
import dev.troupe.protocol.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The only place where a new state of a work item is made, and only out of an event. */
final class WorkEvolution {
  private WorkEvolution() {}

  /**
   * The state after an event.
   *
   * @throws IllegalStateException when the event cannot follow this state: the journal is broken, or there is a bug
   */
  static WorkState evolve(WorkState state, WorkEvent event) {
    if (state instanceof Absent absent && event instanceof WorkAdded added) {
      Item item = Item.added(absent.id(), added.spec(), added.at()).after(added);
      return item.spec().dependsOn().isEmpty() ? startable(item, added.at()) : new Blocked(item, item.spec().dependsOn());
    }
    if (!(state instanceof Present present)) {
      throw broken(state, event);
    }
    Item item = present.item().after(event);
    if (event instanceof WorkCancelled cancelled) {
      return new Cancelled(present instanceof Claimed claimed ? ended(item, claimed.lease(), LeaseEnding.CANCELLED) : item, cancelled.at());
    }
    if (present instanceof Claimed claimed) {
      return afterClaimed(claimed.lease(), item, event);
    }
    return afterUnclaimed(present, item, event);
  }

  private static WorkState afterUnclaimed(Present state, Item item, WorkEvent event) {
    if (state instanceof Blocked blocked && event instanceof DependencyMet met) {
      var open = blocked.open().stream().filter(id -> !id.equals(met.dependency())).toList();
      return open.isEmpty() ? startable(item, met.at()) : new Blocked(item, open);
    }
    if (state instanceof Scheduled && event instanceof WorkDue) {
      return new Available(item);
    }
    if (state instanceof Available && event instanceof WorkClaimed claimed) {
      Lease lease =
          new Lease(
              claimed.agent(),
              claimed.leaseToken(),
              Duration.ofSeconds(claimed.leaseSeconds()),
              claimed.at(),
              claimed.claimRequest());
      return new Claimed(item.with(item.attempts().claimedWith(claimed.leaseToken())), lease);
    }
    if (state instanceof InReview review && event instanceof ReviewApproved approved) {
      return new Completed(item, review.delivery(), approved.at());
    }
    if (state instanceof InReview && event instanceof ReviewRejected rejected) {
      return new Available(item.withHandoff(Optional.of(rejected.reason())));
    }
    if (state instanceof Failed && event instanceof WorkRetried) {
      return new Available(item.with(item.attempts().anew()));
    }
    throw broken(state, event);
  }

  private static WorkState afterClaimed(Lease lease, Item item, WorkEvent event) {
    if (event instanceof ProgressReported progress) {
      Progress next =
          new Progress(
              progress.percent(),
              progress.note().orElse(item.progress().note()),
              progress.checkpoint().or(() -> item.progress().checkpoint()),
              Optional.of(progress.at()));
      return new Claimed(item.with(next).withMoreUsage(progress.usage()), lease);
    }
    if (event instanceof WorkCompleted done) {
      Item after = ended(item, lease, LeaseEnding.COMPLETED).withMoreUsage(done.usage());
      return new Completed(after, delivery(lease, done.outcome(), done.result()), done.at());
    }
    if (event instanceof WorkSubmitted done) {
      Item after = ended(item, lease, LeaseEnding.SUBMITTED).withMoreUsage(done.usage());
      return new InReview(after, delivery(lease, done.outcome(), done.result()));
    }
    if (event instanceof AttemptFailed failed) {
      Item after = ended(item, lease, LeaseEnding.FAILED).withFailure(Optional.of(failed.reason()));
      return failed.retryAt().<WorkState>map(due -> new Scheduled(after, due)).orElseGet(() -> new Available(after));
    }
    if (event instanceof WorkFailed failed) {
      return new Failed(ended(item, lease, LeaseEnding.FAILED).withFailure(Optional.of(failed.reason())), failed.at());
    }
    if (event instanceof LeaseExpired expired) {
      Item after = ended(item, lease, LeaseEnding.EXPIRED);
      return expired.exhausted()
          ? new Failed(after.withFailure(Optional.of("The lease of the last attempt expired.")), expired.at())
          : new Available(after);
    }
    if (event instanceof WorkReleased released) {
      return new Available(ended(item, lease, LeaseEnding.RELEASED).withHandoff(released.handoff().or(item::handoff)));
    }
    throw broken(new Claimed(item, lease), event);
  }

  private static Item ended(Item item, Lease lease, LeaseEnding ending) {
    return item.with(item.attempts().ended(lease, ending));
  }

  private static Delivery delivery(Lease lease, Outcome outcome, Optional<Json> result) {
    return new Delivery(lease.agent(), lease.since(), outcome, result);
  }

  private static WorkState startable(Item item, Instant now) {
    Optional<Instant> runAt = item.spec().runAt().filter(now::isBefore);
    return runAt.<WorkState>map(due -> new Scheduled(item, due)).orElseGet(() -> new Available(item));
  }

  private static IllegalStateException broken(WorkState state, WorkEvent event) {
    return new IllegalStateException(
        "Expected an event that can follow "
            + state.getClass().getSimpleName()
            + " of work "
            + state.id()
            + ", but the journal has "
            + event.action()
            + ".");
  }
}
