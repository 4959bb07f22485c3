package dev.troupe.node.keys;

import dev.troupe.node.journal.JournalFacts;
import dev.troupe.protocol.KeyId;
import java.time.Instant;
import java.util.Optional;

/** What happened at the door: the facts on disk. Only ever added to. */
public sealed interface GuardEvent extends JournalFacts {

  /** @param presented the key that was claimed, which need not exist */
  record AuthRefused(String address, Optional<KeyId> presented, Instant at) implements GuardEvent {
    @Override
    public String action() {
      return "auth.refused";
    }
  }
}
