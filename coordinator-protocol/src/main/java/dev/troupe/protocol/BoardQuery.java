package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What the read side can be asked. Its answers are as old as they say. */
public sealed interface BoardQuery {
  ServiceKey<BoardQuery> SERVICE_KEY = ServiceKey.create(BoardQuery.class, "board");

  /** Asks for counts over the whole fleet. */
  record Summarize(ActorRef<BoardReply> replyTo) implements BoardQuery {}

  /** A question whose answer is read from the database for whoever asks, a bounded part of it at a time. */
  sealed interface Read extends BoardQuery {
    ActorRef<BoardReply> replyTo();
  }

  /** Items, the newest first. */
  record ListWork(WorkFilter filter, Page.Wanted wanted, ActorRef<BoardReply> replyTo) implements Read {}

  /** Agents, by id. */
  record ListAgents(AgentFilter filter, Page.Wanted wanted, ActorRef<BoardReply> replyTo) implements Read {}

  /** All that happened to an item, the first event first; strongly consistent. {@code NOT_FOUND} for one that was never added. */
  record ReadHistory(WorkId work, Page.Wanted wanted, ActorRef<BoardReply> replyTo) implements Read {}

  /** An item as it was; strongly consistent. {@code NOT_FOUND} before it was added. */
  record ReadPast(WorkId work, Instant at, ActorRef<BoardReply> replyTo) implements Read {}

  /** Events of all items and agents, the newest first; strongly consistent. */
  record Audit(AuditFilter filter, Page.Wanted wanted, ActorRef<BoardReply> replyTo) implements Read {}

  /** What the read side answers. */
  sealed interface BoardReply {

    /**
     * @param opsLastHour acknowledged register, claim, progress, complete and release in the sliding hour
     * @param lag how far the read side is behind the journal
     * @param orphans claimed items whose agent has been lost or retired for longer than the lease and 30 s
     */
    record Summary(
        Map<AgentStatus, Long> agents, Map<WorkStatus, Long> work, long opsLastHour, Optional<Duration> lag, long orphans, Instant asOf)
        implements BoardReply {}

    record WorkPage(Page<WorkView> page, Instant asOf) implements BoardReply {}

    record AgentPage(Page<AgentView> page, Instant asOf) implements BoardReply {}

    record EventPage(Page<StoredEvent> page, Instant asOf) implements BoardReply {}

    record PastWork(WorkView work) implements BoardReply {}

    record Refused(Refusal refusal) implements BoardReply {}
  }
}
