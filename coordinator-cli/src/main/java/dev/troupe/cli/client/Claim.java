package dev.troupe.cli.client;

import java.time.Instant;

/** The right to work on an item until the lease expires; the token proves it and is told to the holder alone. */
public record Claim(Work work, long leaseToken, Instant leaseExpiresAt, Integer attempt) {
}
