package dev.troupe.protocol;

import java.time.Instant;

/** A lease, as told to its holder. */
public record ClaimGrant(WorkView work, LeaseToken token, Instant leaseExpiresAt, int attempt) {}
