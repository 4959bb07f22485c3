package dev.troupe.node.feed;

import dev.troupe.protocol.FeedQuery.Reset;
import java.time.Instant;
import java.util.Optional;

/**
 * How a position stands to the journal.
 *
 * @param known whether it is that of a settled event: one of another journal, or ahead of this one, is not
 * @param missedAt when the first event after it happened, if there is one
 * @param missed an upper bound of how many follow it
 */
record Standing(boolean known, Optional<Instant> missedAt, long missed) {

  /** Why a reader cannot go on from there; empty when it can. A position without anything after it is never too old. */
  Optional<Reset> reset(FeedSettings settings, Instant now) {
    if (!known) {
      return Optional.of(Reset.UNKNOWN);
    }
    boolean tooLongAgo = missedAt.isPresent() && missedAt.get().isBefore(now.minus(settings.replayAge()));
    return tooLongAgo || missed > settings.replayEvents() ? Optional.of(Reset.TOO_OLD) : Optional.empty();
  }
}
