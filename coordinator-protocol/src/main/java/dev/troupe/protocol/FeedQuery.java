package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the feed of events can be asked; there is one on each coordinator, and all give the same events in the same order. */
public sealed interface FeedQuery {
  ServiceKey<FeedQuery> SERVICE_KEY = ServiceKey.create(FeedQuery.class, "feed");

  ActorRef<FeedReply> replyTo();

  /**
   * Asks where to begin.
   *
   * @param after the last event the reader has; empty to begin with what happens from now on
   */
  record Begin(Optional<EventPosition> after, ActorRef<FeedReply> replyTo) implements FeedQuery {}

  /**
   * Asks for the next events after a position. May be repeated, and asked of another feed.
   *
   * @param limit 1 to {@value #MAX_LIMIT}; a page also ends at the feed's bound in bytes
   * @param maxWait how long to wait for a first one, 0 to 30 s
   */
  record Read(EventPosition after, int limit, Duration maxWait, ActorRef<FeedReply> replyTo) implements FeedQuery {
    public static final int MAX_LIMIT = 500;

    private static final long MAX_WAIT_SECONDS = 30;

    public Read {
      Names.requireRange("a limit", limit, 1, MAX_LIMIT);
      Names.requireRange("a wait in seconds", maxWait.toSeconds(), 0, MAX_WAIT_SECONDS);
    }
  }

  /** What the feed answers. */
  sealed interface FeedReply {

    /**
     * @param from read on after this one: the position asked for, or the present end when there is a reset
     * @param reset why the position asked for cannot be gone on from
     */
    record Begun(EventPosition from, Optional<Reset> reset) implements FeedReply {}

    /**
     * @param events in their order; empty when none came in time
     * @param upTo read on after this one; the position asked for when there is nothing new
     */
    record Page(List<FeedEvent> events, EventPosition upTo) implements FeedReply {}

    /** Nothing was read; ask again, or another feed. */
    record Refused(Refusal refusal) implements FeedReply {}
  }

  /** Why a reader must begin anew, having read the lists. */
  enum Reset {
    /** Not a position, or none of this journal. */
    UNKNOWN,
    /** More events, or older ones, than are given again. */
    TOO_OLD
  }

  /**
   * One event, with what it may be filtered by.
   *
   * @param kind {@code work} or {@code agent}
   * @param entityId the item or the agent it happened to
   * @param version 1 for the entity's first event, without gaps
   * @param action such as {@code work.claimed}
   * @param team the item's, or the agent's at that time
   * @param workType of an item
   * @param agentId the agent it concerns
   * @param actor who asked for it
   * @param traceId of the request it came from
   * @param data the stored event as JSON in UTF-8, without lease tokens; no bytes when it is too large to be passed on
   */
  record FeedEvent(
      EventPosition position,
      String kind,
      String entityId,
      long version,
      String action,
      Instant at,
      Optional<String> team,
      Optional<String> workType,
      Optional<String> agentId,
      Optional<String> actor,
      Optional<String> traceId,
      byte[] data)
      implements Positioned {}

  /** Has a place in the stream. */
  interface Positioned {
    EventPosition position();
  }
}
