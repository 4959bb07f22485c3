package dev.troupe.load.chaos.check;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** What an item may do: a small machine of its own, written from the contract and not from the service's code. */
final class ItemModel {

  /** As the contract names them; the load adds no item that is blocked, scheduled or reviewed. */
  enum Status {
    ABSENT, READY, CLAIMED, COMPLETED, FAILED, CANCELLED;

    boolean says(String told) {
      return told == null || name().toLowerCase(Locale.ROOT).equals(told);
    }
  }

  /** EXPIRE takes the lease away and leaves the item ready, EXHAUST was the last attempt; VALID and OVER are what a heartbeat tells of a lease. */
  enum Kind { ADD, CLAIM, PROGRESS, COMPLETE, FAIL, RELEASE, CANCEL, READ, VALID, OVER, EXPIRE, EXHAUST }

  /**
   * One thing that happened, or may have.
   *
   * @param certain false when it may be left out
   * @param refusal the code, null when it was accepted
   * @param itemStatus what the answer told, as is version; null and 0 when nothing
   */
  record Step(Kind kind, String agentId, long token, String requestId, long startNanos, long endNanos, boolean certain, String refusal,
    String itemStatus, long version, String told) {
  }

  /**
   * @param token the newest, 0 before the first
   * @param claimRequest the request of the newest lease
   * @param ended the lease that ended last and what ended it, null before the first
   * @param done the requests that had an effect
   */
  record State(Status status, long token, String holder, String claimRequest, long version, Ended ended, Set<String> done) {

    static final State ABSENT = new State(Status.ABSENT, 0, null, null, 0, null, Set.of());

    boolean isHeldBy(Step step) {
      return status == Status.CLAIMED && token == step.token() && Objects.equals(holder, step.agentId());
    }

    private State next(Status next, Step step) {
      return next(next, ended, step);
    }

    private State next(Status next, Ended how, Step step) {
      Set<String> requests = done;
      if (step.requestId() != null) {
        requests = new HashSet<>(done);
        requests.add(step.requestId());
      }
      return new State(next, token, next == Status.CLAIMED || next == Status.COMPLETED ? holder : null, claimRequest, version + 1, how, Set.copyOf(requests));
    }

    private State claimed(Step step) {
      State next = next(Status.CLAIMED, step);
      return new State(Status.CLAIMED, step.token(), step.agentId(), step.requestId(), next.version, ended, next.done);
    }
  }

  /** How a lease ended. */
  record Ended(String agentId, long token, Kind how) {

    static Ended by(Step step) {
      return new Ended(step.agentId(), step.token(), step.kind());
    }
  }

  private ItemModel() {
  }

  /** The states the item can be in after the step; none when the step cannot be taken here. */
  static List<State> after(State state, Step step) {
    if (step.refusal() != null) {
      return refusable(state, step) ? List.of(state) : List.of();
    }
    return accepted(state, step).stream()
      .filter(next -> step.kind() == Kind.CLAIM || next.status().says(step.itemStatus()) && (step.version() == 0 || step.version() == next.version()))
      .toList();
  }

  private static List<State> accepted(State state, Step step) {
    if (step.requestId() != null && state.done().contains(step.requestId()) && step.kind() != Kind.CLAIM) {
      return List.of(state);
    }
    return switch (step.kind()) {
      case ADD -> state.status() == Status.ABSENT ? List.of(state.next(Status.READY, step)) : List.of(state);
      case CLAIM -> claim(state, step);
      case PROGRESS -> state.isHeldBy(step) ? List.of(state.next(Status.CLAIMED, step)) : List.of();
      case COMPLETE -> end(state, step, Status.COMPLETED);
      case FAIL -> end(state, step, Status.READY, Status.FAILED);
      case RELEASE -> end(state, step, Status.READY);
      case CANCEL -> cancel(state, step);
      case READ -> List.of(state);
      case VALID -> state.isHeldBy(step) ? List.of(state) : List.of();
      case OVER -> state.isHeldBy(step) ? List.of() : List.of(state);
      case EXPIRE -> state.isHeldBy(step) ? List.of(state.next(Status.READY, Ended.by(step), step)) : List.of();
      case EXHAUST -> state.isHeldBy(step) ? List.of(state.next(Status.FAILED, Ended.by(step), step)) : List.of();
    };
  }

  private static List<State> claim(State state, Step step) {
    boolean same = state.status() == Status.CLAIMED && state.token() == step.token() && Objects.equals(state.holder(), step.agentId())
      && Objects.equals(state.claimRequest(), step.requestId());
    if (same) {
      return List.of(state);
    }
    return state.status() == Status.READY && step.token() == state.token() + 1 ? List.of(state.claimed(step)) : List.of();
  }

  /** Ends the lease; said again by its holder it changes nothing, until the next lease has begun. */
  private static List<State> end(State state, Step step, Status... ends) {
    if (state.isHeldBy(step)) {
      return Arrays.stream(ends).map(end -> state.next(end, Ended.by(step), step)).toList();
    }
    return state.status() != Status.CLAIMED && Ended.by(step).equals(state.ended()) ? List.of(state) : List.of();
  }

  private static List<State> cancel(State state, Step step) {
    return switch (state.status()) {
      case CANCELLED -> List.of(state);
      case ABSENT, COMPLETED -> List.of();
      default -> List.of(state.next(Status.CANCELLED, step));
    };
  }

  private static boolean refusable(State state, Step step) {
    boolean repeat = step.requestId() != null && state.done().contains(step.requestId());
    return switch (step.refusal()) {
      case "not_found" -> state.status() == Status.ABSENT;
      case "already_claimed" -> state.status() == Status.CLAIMED && !Objects.equals(state.claimRequest(), step.requestId());
      case "lease_lost" -> step.kind() == Kind.CLAIM
        ? !(state.status() == Status.CLAIMED && Objects.equals(state.claimRequest(), step.requestId()))
        : !repeat && !state.isHeldBy(step);
      case "wrong_state" -> !repeat && (step.kind() == Kind.CLAIM ? state.status() != Status.READY && state.status() != Status.CLAIMED
        : !state.isHeldBy(step));
      case "idempotency_key_reused" -> false;
      default -> true;
    };
  }

  /** The state the journal leaves an item in. */
  static State folded(List<JournalEvent> events) {
    State state = State.ABSENT;
    for (JournalEvent event : events) {
      Status status = switch (event.action()) {
        case "work.added", "work.attempt_failed", "work.released" -> Status.READY;
        case "work.claimed" -> Status.CLAIMED;
        case "work.completed" -> Status.COMPLETED;
        case "work.failed" -> Status.FAILED;
        case "work.cancelled" -> Status.CANCELLED;
        case "work.lease_expired" -> event.exhausted() ? Status.FAILED : Status.READY;
        default -> state.status();
      };
      String holder = event.is("work.claimed") ? event.agentId() : status == Status.CLAIMED ? state.holder() : null;
      state = new State(status, Math.max(state.token(), event.tokenOrZero()), holder, null, event.sequence(), null, Set.of());
    }
    return state;
  }
}
