package dev.troupe.node.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * What the journal writes beside an event, into columns that an auditor can search. Every stored event implements it; one that does
 * not is refused ({@link EventRefused}), because a fact no audit can find is worse than a command that fails in its first test.
 *
 * <p>Texts are at most {@value JournalRow#MAX_TEXT} characters and hold neither the character 0 nor half a surrogate pair: PostgreSQL could not
 * store them. The values are read once, in the journal's thread, and must not change.
 */
public interface JournalFacts {
  /** When it was decided, by the deciding node's clock; stored to the microsecond. */
  Instant at();

  /** The kind of fact as {@code entity.past_participle}, such as {@code work.claimed}; not empty. */
  String action();

  /** The agent it concerns. */
  default Optional<String> agentId() {
    return Optional.empty();
  }

  /** Who asked for it; empty when the cluster did it by itself (a lease ran out). */
  default Optional<String> actor() {
    return Optional.empty();
  }

  /** The key under which the request may be repeated. */
  default Optional<String> requestId() {
    return Optional.empty();
  }

  /** The trace in which it happened. */
  default Optional<String> traceId() {
    return Optional.empty();
  }

  /** The span that asked for it, when its trace is sampled; stored within the event alone. */
  default Optional<String> span() {
    return Optional.empty();
  }
}
