package dev.troupe.node.keys;

import dev.troupe.node.journal.JournalFacts;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.SecretHash;
import java.time.Instant;
import java.util.Optional;

/** What has happened to a key: the facts on disk. Only ever added to. */
public sealed interface KeyEvent extends JournalFacts {
  KeyId key();

  @Override
  Instant at();

  Cause by();

  @Override
  default Optional<String> actor() {
    return Optional.of(by().actor());
  }

  @Override
  default Optional<String> requestId() {
    return by().requestId().map(RequestId::value);
  }

  @Override
  default Optional<String> traceId() {
    return by().traceId();
  }

  record KeyCreated(KeyId key, KeySpec spec, SecretHash secretHash, Instant at, Cause by) implements KeyEvent {
    @Override
    public String action() {
      return "key.created";
    }
  }

  /** Somebody proved to hold it. Not every time: at most once per {@code troupe.keys.note-use-every}. */
  record KeyUsed(KeyId key, Instant at, Cause by) implements KeyEvent {
    @Override
    public String action() {
      return "key.used";
    }
  }

  record KeyRevoked(KeyId key, Instant at, Cause by) implements KeyEvent {
    @Override
    public String action() {
      return "key.revoked";
    }
  }
}
