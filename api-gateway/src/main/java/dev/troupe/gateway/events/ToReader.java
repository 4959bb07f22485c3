package dev.troupe.gateway.events;

import akka.util.ByteString;
import dev.troupe.protocol.EventPosition;

/** What the tail tells a reader. */
sealed interface ToReader {

  /**
   * The next events that pass its filter.
   *
   * @param upTo nothing up to here is missing
   * @param joined whether more comes by itself; otherwise the reader has to try to join again
   */
  record Next(ByteString text, EventPosition upTo, boolean joined) implements ToReader {}

  /** It is too far behind to join, and has to ask for a page when it has room for one. */
  record Behind() implements ToReader {}

  /** Its stream ends in good order; it is to come back, to another node perhaps. */
  record Finish() implements ToReader {}
}
