package dev.troupe.node.work;

import dev.troupe.node.work.WorkState.Claimed;
import dev.troupe.node.work.WorkState.Completed;
import dev.troupe.node.work.WorkState.Delivery;
import dev.troupe.node.work.WorkState.InReview;
import dev.troupe.node.work.WorkState.Lease;
import dev.troupe.node.work.WorkState.Present;
import dev.troupe.node.work.WorkState.Scheduled;
import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.WorkView;
import java.time.Instant;
import java.util.Optional;

/** What others get to see of an item. */
final class WorkViews {
  private WorkViews() {}

  /** @param leaseExpiresAt by the item's soft clock, while it has a lease */
  static WorkView view(Present state, Optional<Instant> leaseExpiresAt) {
    Item item = state.item();
    Optional<Lease> lease = state instanceof Claimed claimed ? Optional.of(claimed.lease()) : Optional.empty();
    Optional<Delivery> delivery = delivery(state);
    return new WorkView(
        item.id(),
        item.spec(),
        state.status(),
        state instanceof Scheduled scheduled ? Optional.of(scheduled.due()) : item.spec().runAt(),
        item.attempts().claimed(),
        item.progress(),
        lease.map(Lease::agent).or(() -> delivery.map(Delivery::agent)),
        lease.map(Lease::since).or(() -> delivery.map(Delivery::claimedAt)),
        leaseExpiresAt.filter(at -> lease.isPresent()),
        item.createdAt(),
        state instanceof Completed completed ? Optional.of(completed.at()) : Optional.empty(),
        delivery.map(Delivery::outcome),
        delivery.flatMap(Delivery::result),
        item.usage(),
        item.handoff(),
        item.failure(),
        item.version());
  }

  static ClaimGrant grant(Claimed state, Instant leaseExpiresAt) {
    return new ClaimGrant(
        view(state, Optional.of(leaseExpiresAt)), state.lease().token(), leaseExpiresAt, state.item().attempts().claimed());
  }

  static ReadyWork ready(Present state) {
    Item item = state.item();
    return new ReadyWork(
        item.id(), item.spec().workType(), item.spec().priority(), item.spec().requires(), item.createdAt(), item.version());
  }

  private static Optional<Delivery> delivery(Present state) {
    if (state instanceof Completed completed) {
      return Optional.of(completed.delivery());
    }
    return state instanceof InReview review ? Optional.of(review.delivery()) : Optional.empty();
  }
}
