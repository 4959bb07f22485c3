package dev.troupe.protocol;

import java.time.Instant;
import java.util.Optional;

/**
 * One event as an auditor may see it.
 *
 * @param position its place in the journal's reading order
 * @param kind of the thing it happened to, such as {@code work} or {@code agent}
 * @param entityId which one
 * @param sequence 1 for the first event of that thing, without gaps
 * @param action such as {@code work.claimed}
 * @param at when it was decided, by the deciding node's clock
 * @param agentId the agent it concerns
 * @param actor who caused it
 * @param reason why, where one was given
 * @param data the stored event, one JSON object, without the lease token: that is told to its holder alone
 */
public record StoredEvent(
    String position,
    String kind,
    String entityId,
    long sequence,
    String action,
    Instant at,
    Optional<String> agentId,
    Optional<String> actor,
    Optional<String> requestId,
    Optional<String> traceId,
    Optional<String> reason,
    String data) {}
