package dev.troupe.gateway.http;

import dev.troupe.protocol.WorkId;
import java.time.Clock;
import java.util.UUID;

/** Makes the ids of items that come without one. */
final class WorkIds {
  private final Clock clock;

  WorkIds(Clock clock) {
    this.clock = clock;
  }

  /** Unique, and in the order of time (a UUID of version 7, RFC 9562), so that ids made together lie together in an index. */
  WorkId next() {
    UUID random = UUID.randomUUID();
    long time = clock.millis() << 16 | 0x7000L | random.getMostSignificantBits() & 0x0FFFL;
    return new WorkId("w-" + new UUID(time, random.getLeastSignificantBits()));
  }

  /** The same caller and key always give the same id, so that a repeated add finds the item of the first. */
  static WorkId derived(String actor, String key) {
    return new WorkId("w-" + Digests.of("add", actor, key));
  }
}
