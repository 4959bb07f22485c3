package dev.troupe.node.stored;

import dev.troupe.node.agent.AgentEvent;
import dev.troupe.node.journal.JournalFacts;
import dev.troupe.node.keys.GuardEvent;
import dev.troupe.node.keys.KeyEvent;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentPattern;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.Json;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.SecretHash;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One of each stored event, with every field filled. */
final class Samples {
  private static final AgentId ADA = new AgentId("ada");
  private static final KeyId KEY = new KeyId("3f2a");
  private static final LeaseToken TOKEN = new LeaseToken(3);
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00.123456Z");
  private static final Cause BY =
      new Cause("agent:ada", Optional.of(new RequestId("r-1")), "0123abcd", Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"));
  private static final Usage USAGE = new Usage(1200, 340, new BigDecimal("0.0125"));

  private Samples() {}

  static List<JournalFacts> all() {
    return List.of(
        new WorkEvent.WorkAdded(spec(), AT, BY),
        new WorkEvent.DependencyMet(new WorkId("w-1"), AT, BY),
        new WorkEvent.WorkDue(AT, BY),
        new WorkEvent.WorkClaimed(ADA, TOKEN, 60, 2, new RequestId("r-1"), AT, BY),
        new WorkEvent.ProgressReported(
            ADA, TOKEN, 40, Optional.of("Half of it."), Optional.of(new Json("{\"at\":3}")), Optional.of(USAGE), AT, BY),
        new WorkEvent.WorkCompleted(
            ADA, TOKEN, Outcome.PARTIAL, Optional.of(new Json("[1,2.50]")), Optional.of(USAGE), AT, BY),
        new WorkEvent.WorkSubmitted(ADA, TOKEN, Outcome.SUCCESS, Optional.empty(), Optional.empty(), AT, BY),
        new WorkEvent.ReviewApproved(Optional.of("Good."), AT, BY),
        new WorkEvent.ReviewRejected("No tests.", AT, BY),
        new WorkEvent.AttemptFailed(ADA, TOKEN, "It broke.", Optional.of(AT.plusSeconds(10)), AT, BY),
        new WorkEvent.WorkFailed(ADA, TOKEN, "It broke for good.", AT, BY),
        new WorkEvent.LeaseExpired(ADA, TOKEN, true, AT, BY),
        new WorkEvent.WorkReleased(ADA, TOKEN, Optional.of("See the note."), AT, BY),
        new WorkEvent.WorkCancelled(Optional.of("No longer wanted."), Optional.of(ADA), AT, BY),
        new WorkEvent.WorkRetried(AT, BY),
        new AgentEvent.AgentRegistered(ADA, profile(), AT, BY),
        new AgentEvent.UsageReported(ADA, USAGE, AT, BY),
        new AgentEvent.AgentDrained(ADA, AT, BY),
        new AgentEvent.AgentResumed(ADA, AT, BY),
        new AgentEvent.AgentLost(ADA, AT, BY),
        new AgentEvent.AgentReturned(ADA, AT, BY),
        new AgentEvent.AgentRetired(ADA, true, AT, BY),
        new KeyEvent.KeyCreated(KEY, keySpec(), new SecretHash("0f".repeat(32)), AT, BY),
        new KeyEvent.KeyUsed(KEY, AT, BY),
        new KeyEvent.KeyRevoked(KEY, AT, BY),
        new GuardEvent.AuthRefused("10.0.0.1", Optional.of(KEY), AT));
  }

  private static WorkSpec spec() {
    return new WorkSpec(
        "build",
        "Build it",
        "All of it",
        Priority.HIGH,
        new TeamId("core"),
        Set.of("java", "sql"),
        List.of(new WorkId("w-1"), new WorkId("w-2")),
        Optional.of(AT.plusSeconds(60)),
        Duration.ofSeconds(90),
        5,
        Duration.ofSeconds(10),
        true,
        Optional.of(8),
        Optional.of("epic-1"),
        Optional.of(new Json("{\"a\":[1,2.50,\"ü\"]}")),
        List.of("src/**"));
  }

  private static KeySpec keySpec() {
    return new KeySpec(
        "team-a", KeyRole.AGENT, List.of(new AgentPattern("ada"), new AgentPattern("team-a-*")), Optional.of(AT.plusSeconds(60)));
  }

  private static AgentProfile profile() {
    return new AgentProfile(
        new TeamId("core"), Set.of("java"), 4, Optional.of("compilers"), Map.of("model", "claude", "program", "worker"));
  }
}
