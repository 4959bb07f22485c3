package dev.troupe.protocol;

import java.time.Instant;
import java.util.Optional;

/**
 * A key as an admin may see it: everything but its secret.
 *
 * @param createdBy the actor of its making
 * @param lastUsedAt to within some minutes; absent when it was never used
 */
public record KeyView(
    KeyId id, KeySpec spec, Instant createdAt, String createdBy, Optional<Instant> revokedAt, Optional<Instant> lastUsedAt) {}
