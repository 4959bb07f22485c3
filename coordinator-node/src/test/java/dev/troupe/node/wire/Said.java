package dev.troupe.node.wire;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Messages for the tests of this package; their number on the wire is held by {@link WireRegistryTest}. */
sealed interface Said {
  record Id(String value) {}

  record Ask(Id id, long token, Duration lease, Instant at, Optional<Id> agent, ActorRef<Answer> replyTo) implements Said {}

  record Everything(boolean flag, byte small, char letter, short two, int four, long eight, float single, double twice, Integer boxed,
      List<Id> ids, Set<String> names, Map<Id, List<Mood>> moods, Shape shape, akka.actor.ActorRef classic, Optional<Instant> none,
      String text) implements Said {}

  record Blob(byte[] bytes) implements Said {
    @Override
    public boolean equals(Object other) {
      return other instanceof Blob blob && Arrays.equals(bytes, blob.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  record Anything<T>(T value) implements Said {}

  record Positive(int value) implements Said {
    static boolean trusting;

    public Positive {
      if (value <= 0 && !trusting) {
        throw new IllegalArgumentException("Expected a positive number, but it is " + value + ".");
      }
    }
  }

  enum Nothing implements Said { INSTANCE }

  /** The second has a class of its own. */
  enum Mood {
    CALM,
    LOUD {
      @Override
      boolean heard() {
        return true;
      }
    };

    boolean heard() {
      return false;
    }
  }

  sealed interface Shape {
    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}
  }

  sealed interface Answer extends Said {
    record Yes() implements Answer {}
  }
}
