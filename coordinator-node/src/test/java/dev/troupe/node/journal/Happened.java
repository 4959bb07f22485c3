package dev.troupe.node.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events and values for the tests of this package. */
sealed interface Happened extends JournalFacts {
  Instant AT = Instant.parse("2026-11-21T05:00:00.123456Z");

  record ItemId(String value) {}

  record Token(long value) {}

  /** Two components: not a plain value. */
  record Place(String value, int floor) {}

  record Noted(Instant at, String note) implements Happened {
    static Noted of(String note) {
      return new Noted(AT, note);
    }

    @Override
    public String action() {
      return "test.noted";
    }
  }

  record Claimed(Instant at, ItemId workId, Token leaseToken, double leaseSeconds, Optional<String> agentId, Optional<String> actor,
      Optional<String> requestId, Optional<String> traceId) implements Happened {
    @Override
    public String action() {
      return "work.claimed";
    }
  }

  record Everything(Instant at, ItemId item, Map<ItemId, Token> tokens, List<ItemId> items, Optional<Token> token, Optional<Integer> count,
      Place place, Answer answer) implements Happened {
    @Override
    public String action() {
      return "test.everything";
    }
  }

  enum Answer { YES, NOT_YET }

  /** Says whatever a test wants it to say, and cannot be serialized if told so. */
  record Odd(Instant at, String action, String requestIdText, Boolean unserializable) implements Happened {
    @Override
    public Optional<String> requestId() {
      return Optional.ofNullable(requestIdText);
    }

    static Odd unserializable(String ignored) {
      return new Odd(AT, "test.odd", null, true);
    }

    @com.fasterxml.jackson.annotation.JsonProperty
    public String trap() {
      if (Boolean.TRUE.equals(unserializable)) {
        throw new IllegalStateException("cannot be serialized");
      }
      return "quiet";
    }
  }
}
