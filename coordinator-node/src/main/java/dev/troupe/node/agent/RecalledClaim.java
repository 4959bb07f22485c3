package dev.troupe.node.agent;

import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkId;
import java.time.Instant;

/**
 * A claim as the journal tells it.
 *
 * @param fingerprint of the request that got it
 * @param leaseExpiresAt if nobody renewed it
 * @param open whether no event has ended it
 */
public record RecalledClaim(
    WorkId work, LeaseToken token, RequestId requestId, String fingerprint, Instant leaseExpiresAt, boolean open) {}
