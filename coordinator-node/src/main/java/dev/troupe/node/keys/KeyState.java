package dev.troupe.node.keys;

import dev.troupe.protocol.Cause;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.KeyView;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.SecretHash;
import java.time.Instant;
import java.util.Optional;

/** The states of a key. That one has expired is not a state: the clock says it. */
public sealed interface KeyState {
  KeyId id();

  /** Never made. */
  record Unknown(KeyId id) implements KeyState {}

  /** Everything but {@link Unknown}. */
  sealed interface Known extends KeyState {
    KeyRecord key();

    KeyView view();

    @Override
    default KeyId id() {
      return key().id();
    }
  }

  /** Good until it expires. */
  record Issued(KeyRecord key) implements Known {
    @Override
    public KeyView view() {
      return key.view(Optional.empty());
    }
  }

  /** Refused for ever. */
  record Revoked(KeyRecord key, Instant revokedAt) implements Known {
    @Override
    public KeyView view() {
      return key.view(Optional.of(revokedAt));
    }
  }

  /** A request id and the digest of what it asked. */
  record Request(RequestId id, String fingerprint) {
    static Optional<Request> of(Cause cause) {
      return cause.requestId().map(id -> new Request(id, cause.fingerprint()));
    }
  }

  /**
   * @param request which asked for it, when it came with an idempotency key
   * @param lastUsedAt as far as it was noted
   */
  record KeyRecord(
      KeyId id,
      KeySpec spec,
      SecretHash secretHash,
      Instant createdAt,
      String createdBy,
      Optional<Request> request,
      Optional<Instant> lastUsedAt) {
    KeyRecord usedAt(Instant at) {
      return new KeyRecord(id, spec, secretHash, createdAt, createdBy, request, Optional.of(at));
    }

    KeyView view(Optional<Instant> revokedAt) {
      return new KeyView(id, spec, createdAt, createdBy, revokedAt, lastUsedAt);
    }
  }
}
