package dev.troupe.gateway.auth;

import dev.troupe.protocol.SecretHash;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Callers who proved themselves lately, by the hash of what they presented; bounded, the one that was not seen for longest goes first.
 * A proof counts as fresh for {@code freshFor}; after that it is asked for again, and only while whoever knows does not answer does it
 * still count, for {@code graceFor} at most.
 */
final class KnownCallers {
  private final Duration freshFor;
  private final Duration graceFor;
  private final Map<SecretHash, Proof> proofs;

  private record Proof(Identity identity, Instant at) {}

  KnownCallers(Duration freshFor, Duration graceFor, int maxCallers) {
    this.freshFor = freshFor;
    this.graceFor = graceFor;
    this.proofs =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<SecretHash, Proof> eldest) {
            return size() > maxCallers;
          }
        };
  }

  Optional<Identity> fresh(SecretHash presented, Instant now) {
    return within(presented, freshFor, now);
  }

  /** Not asked again yet, but good a short while ago. */
  Optional<Identity> stale(SecretHash presented, Instant now) {
    return within(presented, graceFor, now);
  }

  synchronized void remember(SecretHash presented, Identity identity, Instant now) {
    proofs.put(presented, new Proof(identity, now));
  }

  synchronized void forget(SecretHash presented) {
    proofs.remove(presented);
  }

  synchronized int size() {
    return proofs.size();
  }

  private synchronized Optional<Identity> within(SecretHash presented, Duration time, Instant now) {
    return Optional.ofNullable(proofs.get(presented))
        .filter(proof -> now.isBefore(proof.at().plus(time)))
        .map(Proof::identity)
        .filter(identity -> identity.isGoodAt(now));
  }
}
