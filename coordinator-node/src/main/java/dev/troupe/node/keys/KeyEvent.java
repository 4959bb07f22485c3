package dev.troupe.node.keys;

import dev.troupe.node.Fact;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.SecretHash;
import java.time.Instant;

/** What has happened to a key: the facts on disk. Only ever added to. */
public sealed interface KeyEvent extends Fact {
  KeyId key();

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
