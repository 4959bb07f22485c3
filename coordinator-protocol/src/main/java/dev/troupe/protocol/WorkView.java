package dev.troupe.protocol;

import java.time.Instant;
import java.util.Optional;

/**
 * A work item as anyone may see it. The lease token is not in it: that is told to its holder alone.
 *
 * @param attempt how many times it was claimed so far
 * @param handoff what its last holder, or who rejected it, left for the next
 * @param failure why its last attempt failed
 * @param version the number of events behind this view
 */
public record WorkView(
    WorkId id,
    WorkSpec spec,
    WorkStatus status,
    Optional<Instant> runAt,
    int attempt,
    Progress progress,
    Optional<AgentId> claimedBy,
    Optional<Instant> claimedAt,
    Optional<Instant> leaseExpiresAt,
    Instant createdAt,
    Optional<Instant> completedAt,
    Optional<Outcome> outcome,
    Optional<Json> result,
    Usage usage,
    Optional<String> handoff,
    Optional<String> failure,
    long version) {}
