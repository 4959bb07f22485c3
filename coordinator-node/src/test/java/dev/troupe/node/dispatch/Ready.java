package dev.troupe.node.dispatch;

import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.DispatchCommand.Match;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Items that are ready and agents that want them, for the tests of the dispatcher. */
final class Ready {
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private Ready() {}

  static ReadyWork item(String id, Priority priority, Instant createdAt) {
    return new ReadyWork(new WorkId(id), "build", priority, Set.of(), createdAt, 1);
  }

  static ReadyWork item(String id, Priority priority) {
    return item(id, priority, NOON);
  }

  static ReadyWork demanding(String id, String type, String... requires) {
    return new ReadyWork(new WorkId(id), type, Priority.MEDIUM, Set.of(requires), NOON, 1);
  }

  static Match match(String agent, int max, Duration wait) {
    return match(agent, max, wait, Set.of(), Set.of(), false);
  }

  static Match able(String agent, String... capabilities) {
    return match(agent, 1, Duration.ZERO, Set.of(capabilities), Set.of(), false);
  }

  static Match ofType(String agent, String... types) {
    return match(agent, 1, Duration.ZERO, Set.of(), Set.of(types), false);
  }

  static Match listening(String agent) {
    return match(agent, 1, Duration.ofSeconds(10), Set.of(), Set.of(), true);
  }

  private static Match match(String agent, int max, Duration wait, Set<String> able, Set<String> types, boolean nudge) {
    return new Match(
        new AgentId(agent), new RequestId("r-" + agent), able, types, max, wait, nudge, Optional.empty(), Cause.troupe("test"), Optional.empty());
  }
}
