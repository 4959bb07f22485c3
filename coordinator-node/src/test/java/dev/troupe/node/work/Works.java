package dev.troupe.node.work;

import dev.troupe.node.Decision;
import akka.actor.typed.ActorRef;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Progress;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkStatus;
import dev.troupe.protocol.WorkView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The story's people and things, for the tests of the rules. */
final class Works {
  static final WorkId WORK = new WorkId("w-17");
  static final AgentId ADA = new AgentId("ada");
  static final AgentId BOB = new AgentId("bob");
  static final long LEASE_CLOCK = 7;
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  /** The rules never speak to anyone. */
  static final ActorRef<WorkReply> NOBODY = null;

  static final ActorRef<WorkCommand.RenewReply> NO_RENEWER = null;

  private Works() {}

  static WorkSpec spec() {
    return new Spec().build();
  }

  /** Fluent, so that a test says only what matters to it. */
  static final class Spec {
    private List<WorkId> dependsOn = List.of();
    private Optional<Instant> runAt = Optional.empty();
    private int maxAttempts = 3;
    private Duration backoff = Duration.ZERO;
    private boolean review;
    private Set<String> requires = Set.of();

    Spec dependsOn(WorkId... ids) {
      dependsOn = List.of(ids);
      return this;
    }

    Spec runAt(Instant at) {
      runAt = Optional.of(at);
      return this;
    }

    Spec maxAttempts(int max) {
      maxAttempts = max;
      return this;
    }

    Spec backoff(Duration wait) {
      backoff = wait;
      return this;
    }

    Spec review() {
      review = true;
      return this;
    }

    Spec requires(String... names) {
      requires = Set.of(names);
      return this;
    }

    WorkSpec build() {
      return new WorkSpec(
          "build", "Build it", "", Priority.MEDIUM, new TeamId("default"), requires, dependsOn, runAt, Duration.ofSeconds(60),
          maxAttempts, backoff, review, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }
  }

  static Cause by(AgentId agent) {
    return new Cause("agent:" + agent, Optional.empty(), "", Optional.empty());
  }

  static Cause under(String request, String fingerprint) {
    return new Cause("tester", Optional.of(new RequestId(request)), fingerprint, Optional.empty());
  }

  static WorkCommand.Add add(WorkSpec spec) {
    return new WorkCommand.Add(spec, by(ADA), NOBODY);
  }

  static WorkCommand.Claim claim(AgentId agent, String request) {
    return new WorkCommand.Claim(agent, Set.of(), new RequestId(request), Optional.empty(), by(agent), Optional.empty());
  }

  /** As the item tells it under its first token. */
  static ClaimGrant grant(WorkId work) {
    WorkView view =
        new WorkView(
            work, spec(), WorkStatus.CLAIMED, Optional.empty(), 1, Progress.NONE, Optional.of(ADA), Optional.of(NOON), Optional.of(NOON), NOON,
            Optional.empty(), Optional.empty(), Optional.empty(), Usage.NONE, Optional.empty(), Optional.empty(), 2);
    return new ClaimGrant(view, new LeaseToken(1), NOON, 1);
  }

  static WorkCommand.ReportProgress progress(AgentId agent, long token, int percent) {
    return new WorkCommand.ReportProgress(
        agent, new LeaseToken(token), percent, Optional.empty(), Optional.empty(), Optional.empty(), by(agent), NOBODY);
  }

  static WorkCommand.Complete complete(AgentId agent, long token) {
    return new WorkCommand.Complete(
        agent, new LeaseToken(token), Outcome.SUCCESS, Optional.empty(), Optional.empty(), by(agent), NOBODY);
  }

  static WorkCommand.Fail fail(AgentId agent, long token, boolean retryable) {
    return new WorkCommand.Fail(agent, new LeaseToken(token), "It broke.", retryable, by(agent), NOBODY);
  }

  static WorkCommand.Release release(AgentId agent, long token) {
    return new WorkCommand.Release(agent, new LeaseToken(token), Optional.of("Half done."), by(agent), NOBODY);
  }

  static WorkCommand.Cancel cancel() {
    return new WorkCommand.Cancel(Optional.of("No longer wanted."), by(BOB), NOBODY);
  }

  static WorkCommand.Retry retry() {
    return new WorkCommand.Retry(by(BOB), NOBODY);
  }

  static WorkMessages.LeaseTimeUp timeUp(long token) {
    return new WorkMessages.LeaseTimeUp(new LeaseToken(token), LEASE_CLOCK);
  }

  /** An item driven by hand: each call is one command at the present time. */
  static final class Play {
    WorkState state = new WorkState.Absent(WORK);
    Instant now = NOON;
    Decision<WorkEvent> last = new Decision.Nothing<>();

    static Play of(WorkSpec spec) {
      return new Play().does(add(spec));
    }

    Play does(WorkCommand command) {
      last = WorkRules.decide(state, command, new WorkRules.Moment(now, Optional.empty(), LEASE_CLOCK));
      if (last instanceof Decision.Store<WorkEvent> store) {
        state = WorkEvolution.evolve(state, store.event());
      }
      return this;
    }

    Play after(Duration wait) {
      now = now.plus(wait);
      return this;
    }

    Item item() {
      return ((WorkState.Present) state).item();
    }

    Refusal.Code refusal() {
      return ((Decision.Refused<WorkEvent>) last).refusal().code();
    }
  }
}
