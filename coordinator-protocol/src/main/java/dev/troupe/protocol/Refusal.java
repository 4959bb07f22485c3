package dev.troupe.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why something was not done. A refusal changes nothing; it is a value, not an exception.
 *
 * @param code one of a closed list, stable for clients
 * @param detail a sentence for a person: what was expected, what was found
 * @param violations the fields at fault, for {@link Code#INVALID}
 * @param holder who holds the lease, for {@link Code#ALREADY_CLAIMED}
 * @param leaseExpiresAt when that lease ends if nobody renews it
 * @param path the items on a dependency cycle, for {@link Code#DEPENDENCY_CYCLE}
 * @param limit the bound that was met, where one was
 */
public record Refusal(
    Code code,
    String detail,
    List<Violation> violations,
    Optional<AgentId> holder,
    Optional<Instant> leaseExpiresAt,
    List<WorkId> path,
    Optional<Long> limit) {

  /** The codes, in order of precedence: when several would apply, the first one is answered. */
  public enum Code {
    /** Not JSON, or not of the shape the call takes. */
    MALFORMED,
    UNAUTHENTICATED,
    FORBIDDEN,
    TOO_LARGE,
    /** Well-formed, but a value is out of its bounds. */
    INVALID,
    /** The idempotency key, or the id of an item, was used before for something else. */
    IDEMPOTENCY_KEY_REUSED,
    NOT_FOUND,
    /** The agent was retired. */
    RETIRED,
    /** The token is not the newest of its item. */
    LEASE_LOST,
    ALREADY_CLAIMED,
    WRONG_STATE,
    DEPENDENCY_CYCLE,
    /** The agent holds as many claims as it may. */
    OVER_CAPACITY,
    RATE_LIMITED,
    /** Queues are full; nothing was tried. */
    OVERLOADED,
    /** A part that is needed cannot be reached; nothing was done. */
    UNAVAILABLE,
    /** It may or may not have been done; repeat it with the same key. */
    OUTCOME_UNKNOWN
  }

  /** One field at fault. */
  public record Violation(String field, String message) {}

  public static Refusal of(Code code, String detail) {
    return new Refusal(code, detail, List.of(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
  }

  public static Refusal invalid(List<Violation> violations) {
    String first = violations.get(0).field() + ": " + violations.get(0).message();
    return new Refusal(
        Code.INVALID, first, List.copyOf(violations), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
  }

  public static Refusal invalid(String field, String message) {
    return invalid(List.of(new Violation(field, message)));
  }

  public static Refusal alreadyClaimed(WorkId work, AgentId holder, Instant leaseExpiresAt) {
    return new Refusal(
        Code.ALREADY_CLAIMED,
        "Expected to claim work " + work + ", but agent " + holder + " holds it.",
        List.of(),
        Optional.of(holder),
        Optional.of(leaseExpiresAt),
        List.of(),
        Optional.empty());
  }

  public static Refusal cycle(List<WorkId> path) {
    return new Refusal(
        Code.DEPENDENCY_CYCLE,
        "Expected dependencies without a cycle, but " + path.get(0) + " would wait for itself.",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.copyOf(path),
        Optional.empty());
  }

  public static Refusal limited(Code code, String detail, long limit) {
    return new Refusal(code, detail, List.of(), Optional.empty(), Optional.empty(), List.of(), Optional.of(limit));
  }
}
