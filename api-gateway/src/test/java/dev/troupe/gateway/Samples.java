package dev.troupe.gateway;

import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.AgentView;
import dev.troupe.protocol.Json;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Progress;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkStatus;
import dev.troupe.protocol.WorkView;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Views to show. */
public final class Samples {
  public static final Instant NOW = Instant.parse("2026-11-21T09:30:00.120Z");

  public static final WorkSpec SPEC =
      new WorkSpec(
          "review", "Look at it", "Closely", Priority.HIGH, new TeamId("blue"), Set.of("java", "akka"), List.of(new WorkId("w-0")),
          Optional.of(NOW), Duration.ofSeconds(90), 5, Duration.ofSeconds(10), true, Optional.of(8), Optional.of("e-1"),
          Optional.of(new Json("{\"n\":1.10,\"deep\":[null,true]}")), List.of("src/**"));

  private Samples() {}

  public static WorkView work(WorkId id, WorkSpec spec) {
    return new WorkView(
        id, spec, WorkStatus.IN_REVIEW, spec.runAt(), 2,
        new Progress(40, "half", Optional.of(new Json("[1,2]")), Optional.of(NOW)),
        Optional.of(new AgentId("a-1")), Optional.of(NOW), Optional.of(NOW.plusSeconds(60)), NOW, Optional.empty(),
        Optional.of(Outcome.PARTIAL), Optional.of(new Json("\"done\"")), new Usage(10, 20, new BigDecimal("0.5")),
        Optional.of("look at b"), Optional.empty(), 6);
  }

  public static AgentView agent(AgentId id, AgentProfile profile) {
    return new AgentView(
        id, profile, AgentStatus.ACTIVE, Optional.of(NOW), List.of(new WorkId("w-1")),
        Optional.of(new AgentView.Achievements(3, 1, Optional.of(1.5), Optional.empty())), Usage.NONE, NOW, 4);
  }
}
