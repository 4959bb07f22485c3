package dev.troupe.node.board;

import dev.troupe.node.work.WorkEvent;
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
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * An item as the board has it: {@code WorkEvolution} with what the board does not need left out, so that an item's events need not be read
 * again to know what its next one does. A test holds the two together over random histories.
 *
 * @param openDependencies above 0 exactly while blocked
 * @param holder who holds it, or handed it in
 * @param leaseExpiresAt while claimed: the last stored sign of life and the lease's length
 * @param dueAt while scheduled
 * @param percent last reported, 0 to 100
 * @param attempt leases so far
 * @param burned attempts that failed or expired since it was added or retried
 * @param leaseToken the newest, 0 before the first
 * @param version sequence number of the newest event in here
 */
record BoardRow(
    Card card,
    WorkStatus status,
    int openDependencies,
    Optional<Holder> holder,
    Optional<Instant> leaseExpiresAt,
    Optional<Instant> dueAt,
    int percent,
    int attempt,
    int burned,
    long leaseToken,
    Instant updatedAt,
    Optional<Instant> completedAt,
    long version) {

  /** What never changes about an item. */
  record Card(
      WorkId id,
      String workType,
      String title,
      Priority priority,
      TeamId team,
      Set<String> requires,
      Optional<Integer> storyPoints,
      Optional<String> epicId,
      Optional<Instant> runAt,
      Instant createdAt) {}

  /** @param claimedVersion sequence number of the claim in the journal */
  record Holder(AgentId agent, long leaseSeconds, Instant claimedAt, long claimedVersion) {}

  static BoardRow added(WorkId id, WorkAdded event, long version) {
    WorkSpec spec = event.spec();
    Card card =
        new Card(
            id,
            spec.workType(),
            spec.title(),
            spec.priority(),
            spec.team(),
            spec.requires(),
            spec.storyPoints(),
            spec.epicId(),
            spec.runAt().map(BoardRow::micros),
            micros(event.at()));
    int open = spec.dependsOn().size();
    BoardRow blocked =
        new BoardRow(
            card, WorkStatus.BLOCKED, open, Optional.empty(), Optional.empty(), Optional.empty(), 0, 0, 0, 0, micros(event.at()),
            Optional.empty(), version);
    return open > 0 ? blocked : blocked.startable(event.at());
  }

  /**
   * The row after an event.
   *
   * @throws IllegalStateException when the event cannot follow: the journal is broken, or there is a bug
   */
  BoardRow after(WorkEvent event, long nextVersion) {
    BoardRow next = follow(event, nextVersion);
    return new BoardRow(
        card, next.status, next.openDependencies, next.holder, next.leaseExpiresAt, next.dueAt, next.percent, next.attempt, next.burned,
        next.leaseToken, micros(event.at()), next.completedAt, nextVersion);
  }

  private BoardRow follow(WorkEvent event, long nextVersion) {
    if (event instanceof WorkCancelled && status != WorkStatus.COMPLETED && status != WorkStatus.CANCELLED) {
      return to(WorkStatus.CANCELLED);
    }
    return switch (status) {
      case BLOCKED -> event instanceof DependencyMet ? dependencyMet(event) : broken(event);
      case SCHEDULED, READY -> started(event, nextVersion);
      case CLAIMED -> afterClaimed(event);
      case IN_REVIEW -> reviewed(event);
      case FAILED -> event instanceof WorkRetried ? to(WorkStatus.READY).withBurned(0) : broken(event);
      case COMPLETED, CANCELLED -> broken(event);
    };
  }

  private BoardRow dependencyMet(WorkEvent event) {
    BoardRow next = blockedBy(openDependencies - 1);
    return next.openDependencies > 0 ? next : next.startable(event.at());
  }

  /**
   * Scheduled and ready are one here: whether a start time has come is decided to the nanosecond by the item, and a row that was read back
   * knows microseconds only. It may show the other of the two until the next event, but must not refuse that event.
   */
  private BoardRow started(WorkEvent event, long nextVersion) {
    if (event instanceof WorkDue) {
      return to(WorkStatus.READY);
    }
    return event instanceof WorkClaimed claimed ? claimed(claimed, nextVersion) : broken(event);
  }

  private BoardRow claimed(WorkClaimed event, long nextVersion) {
    Instant since = micros(event.at());
    return new BoardRow(
        card, WorkStatus.CLAIMED, 0, Optional.of(new Holder(event.agent(), event.leaseSeconds(), since, nextVersion)),
        Optional.of(since.plusSeconds(event.leaseSeconds())), Optional.empty(), percent, attempt + 1, burned,
        event.leaseToken().value(), updatedAt, completedAt, version);
  }

  private BoardRow afterClaimed(WorkEvent event) {
    if (event instanceof ProgressReported progress) {
      Instant expires = micros(progress.at()).plusSeconds(holder.orElseThrow().leaseSeconds());
      return new BoardRow(
          card, status, 0, holder, Optional.of(expires), dueAt, progress.percent(), attempt, burned, leaseToken, updatedAt, completedAt,
          version);
    }
    if (event instanceof WorkCompleted) {
      return handedIn(WorkStatus.COMPLETED, Optional.of(micros(event.at())));
    }
    if (event instanceof WorkSubmitted) {
      return handedIn(WorkStatus.IN_REVIEW, Optional.empty());
    }
    if (event instanceof AttemptFailed failed) {
      return failed.retryAt().map(due -> to(WorkStatus.READY).scheduled(due)).orElseGet(() -> to(WorkStatus.READY)).withBurned(burned + 1);
    }
    if (event instanceof WorkFailed) {
      return to(WorkStatus.FAILED).withBurned(burned + 1);
    }
    if (event instanceof LeaseExpired expired) {
      return to(expired.exhausted() ? WorkStatus.FAILED : WorkStatus.READY).withBurned(burned + 1);
    }
    return event instanceof WorkReleased ? to(WorkStatus.READY) : broken(event);
  }

  private BoardRow reviewed(WorkEvent event) {
    if (event instanceof ReviewApproved) {
      return handedIn(WorkStatus.COMPLETED, Optional.of(micros(event.at())));
    }
    return event instanceof ReviewRejected ? to(WorkStatus.READY) : broken(event);
  }

  /** Another status, in which nobody holds it and nothing is waited for. */
  private BoardRow to(WorkStatus next) {
    return new BoardRow(
        card, next, 0, Optional.empty(), Optional.empty(), Optional.empty(), percent, attempt, burned, leaseToken, updatedAt,
        Optional.empty(), version);
  }

  private BoardRow handedIn(WorkStatus next, Optional<Instant> completed) {
    return new BoardRow(
        card, next, 0, holder, Optional.empty(), Optional.empty(), percent, attempt, burned, leaseToken, updatedAt, completed, version);
  }

  private BoardRow scheduled(Instant due) {
    return new BoardRow(
        card, WorkStatus.SCHEDULED, 0, holder, leaseExpiresAt, Optional.of(micros(due)), percent, attempt, burned, leaseToken, updatedAt,
        completedAt, version);
  }

  private BoardRow blockedBy(int open) {
    return new BoardRow(
        card, status, open, holder, leaseExpiresAt, dueAt, percent, attempt, burned, leaseToken, updatedAt, completedAt, version);
  }

  private BoardRow withBurned(int next) {
    return new BoardRow(
        card, status, openDependencies, holder, leaseExpiresAt, dueAt, percent, attempt, next, leaseToken, updatedAt, completedAt, version);
  }

  private BoardRow startable(Instant now) {
    return card.runAt().filter(micros(now)::isBefore).map(due -> to(WorkStatus.READY).scheduled(due)).orElseGet(() -> to(WorkStatus.READY));
  }

  /** PostgreSQL keeps microseconds; cutting here keeps a row the same whether it was read back or not. */
  static Instant micros(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }

  private BoardRow broken(WorkEvent event) {
    throw new IllegalStateException(
        "Expected an event that can follow " + status + " of work " + card.id() + ", but the journal has " + event.action() + ".");
  }
}
