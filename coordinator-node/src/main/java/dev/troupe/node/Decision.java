package dev.troupe.node;

import dev.troupe.protocol.Refusal;

/**
 * What an entity decides on a command.
 *
 * @param <E> its events
 */
public sealed interface Decision<E> {

  /** Store this event, then answer. */
  record Store<E>(E event) implements Decision<E> {}

  /** It is so already, by an earlier copy of this very request: answer as then. */
  record Repeated<E>() implements Decision<E> {}

  /** Nothing to store; a question is to be answered, a hint is to be dropped. */
  record Nothing<E>() implements Decision<E> {}

  record Refused<E>(Refusal refusal) implements Decision<E> {}
}
