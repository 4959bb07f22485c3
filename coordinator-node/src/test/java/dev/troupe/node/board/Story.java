package dev.troupe.node.board;

import dev.troupe.node.agent.AgentEvent;
import dev.troupe.node.agent.AgentState;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.node.work.WorkState;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Events as items and agents store them, single ones and random histories. */
final class Story {
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  static final TeamId TEAM = new TeamId("blue");
  static final AgentId ADA = new AgentId("ada");
  static final AgentId BOB = new AgentId("bob");
  static final Cause SOMEONE = Cause.troupe("test");

  private static final Method EVOLVE_WORK = evolve("dev.troupe.node.work.WorkEvolution", WorkState.class, WorkEvent.class);
  private static final Method EVOLVE_AGENT = evolve("dev.troupe.node.agent.AgentRules", AgentState.class, AgentEvent.class);

  private Story() {}

  static WorkEvent.WorkAdded added(Instant at, Priority priority, WorkId... dependsOn) {
    return new WorkEvent.WorkAdded(spec(priority, List.of(dependsOn), Optional.empty(), false), at, SOMEONE);
  }

  static WorkEvent.WorkClaimed claimed(AgentId agent, long token, Instant at) {
    return new WorkEvent.WorkClaimed(
        agent, new LeaseToken(token), 60, (int) token, new RequestId("claim-" + token), at,
        new Cause("agent:" + agent, Optional.of(new RequestId("claim-" + token)), "print-" + token, Optional.empty()));
  }

  static WorkEvent.WorkCompleted completed(AgentId agent, long token, Instant at) {
    return new WorkEvent.WorkCompleted(agent, new LeaseToken(token), Outcome.SUCCESS, Optional.empty(), Optional.empty(), at, SOMEONE);
  }

  static WorkEvent.WorkSubmitted submitted(AgentId agent, long token, Instant at) {
    return new WorkEvent.WorkSubmitted(agent, new LeaseToken(token), Outcome.SUCCESS, Optional.empty(), Optional.empty(), at, SOMEONE);
  }

  static WorkEvent.ProgressReported progressed(AgentId agent, long token, int percent, Instant at) {
    return new WorkEvent.ProgressReported(
        agent, new LeaseToken(token), percent, Optional.empty(), Optional.empty(), Optional.empty(), at, SOMEONE);
  }

  static WorkEvent.WorkReleased released(AgentId agent, long token, Instant at) {
    return new WorkEvent.WorkReleased(agent, new LeaseToken(token), Optional.empty(), at, SOMEONE);
  }

  static WorkEvent.LeaseExpired expired(AgentId agent, long token, boolean exhausted, Instant at) {
    return new WorkEvent.LeaseExpired(agent, new LeaseToken(token), exhausted, at, SOMEONE);
  }

  static WorkEvent.AttemptFailed attemptFailed(AgentId agent, long token, Optional<Instant> retryAt, Instant at) {
    return new WorkEvent.AttemptFailed(agent, new LeaseToken(token), "No.", retryAt, at, SOMEONE);
  }

  static WorkEvent.WorkFailed failed(AgentId agent, long token, Instant at) {
    return new WorkEvent.WorkFailed(agent, new LeaseToken(token), "No.", at, SOMEONE);
  }

  static WorkEvent.WorkCancelled cancelled(Optional<AgentId> holder, Instant at) {
    return new WorkEvent.WorkCancelled(Optional.empty(), holder, at, SOMEONE);
  }

  static WorkEvent.DependencyMet met(WorkId dependency, Instant at) {
    return new WorkEvent.DependencyMet(dependency, at, SOMEONE);
  }

  static AgentEvent.AgentRegistered registered(AgentId agent, Instant at) {
    return new AgentEvent.AgentRegistered(agent, new AgentProfile(TEAM, Set.of("java", "sql"), 5, Optional.of("tests"), Map.of()), at, SOMEONE);
  }

  static WorkSpec spec(Priority priority, List<WorkId> dependsOn, Optional<Instant> runAt, boolean review) {
    return new WorkSpec(
        "code", "Mend it", "", priority, TEAM, Set.of("java"), dependsOn, runAt, Duration.ofSeconds(60), 3, Duration.ZERO, review,
        Optional.of(5), Optional.of("epic-1"), Optional.empty(), List.of());
  }

  /** An event that may follow; empty when nothing may. */
  static Optional<WorkEvent> next(Random random, WorkState state, Instant at) {
    if (state instanceof WorkState.Absent) {
      return Optional.of(new WorkEvent.WorkAdded(randomSpec(random, at), at, SOMEONE));
    }
    if (state instanceof WorkState.Completed || state instanceof WorkState.Cancelled) {
      return Optional.empty();
    }
    if (random.nextInt(25) == 0) {
      Optional<AgentId> holder = state instanceof WorkState.Claimed claimed ? Optional.of(claimed.lease().agent()) : Optional.empty();
      return Optional.of(cancelled(holder, at));
    }
    if (state instanceof WorkState.Blocked blocked) {
      return Optional.of(met(blocked.open().get(random.nextInt(blocked.open().size())), at));
    }
    if (state instanceof WorkState.Scheduled) {
      return Optional.of(new WorkEvent.WorkDue(at, SOMEONE));
    }
    if (state instanceof WorkState.Available ready) {
      return Optional.of(claimed(random.nextBoolean() ? ADA : BOB, ready.item().attempts().lastToken() + 1, at));
    }
    if (state instanceof WorkState.Claimed claimed) {
      return Optional.of(byHolder(random, claimed.lease(), at));
    }
    if (state instanceof WorkState.InReview) {
      return Optional.of(
          random.nextBoolean()
              ? new WorkEvent.ReviewApproved(Optional.empty(), at, SOMEONE)
              : new WorkEvent.ReviewRejected("No.", at, SOMEONE));
    }
    return Optional.of(new WorkEvent.WorkRetried(at, SOMEONE));
  }

  private static WorkEvent byHolder(Random random, WorkState.Lease lease, Instant at) {
    long token = lease.token().value();
    return switch (random.nextInt(9)) {
      case 0, 1 -> progressed(lease.agent(), token, random.nextInt(101), at);
      case 2 -> completed(lease.agent(), token, at);
      case 3 -> submitted(lease.agent(), token, at);
      case 4 -> attemptFailed(lease.agent(), token, random.nextBoolean() ? Optional.of(at.plusSeconds(9)) : Optional.empty(), at);
      case 5 -> failed(lease.agent(), token, at);
      case 6 -> expired(lease.agent(), token, random.nextBoolean(), at);
      default -> released(lease.agent(), token, at);
    };
  }

  private static WorkSpec randomSpec(Random random, Instant at) {
    List<WorkId> dependsOn =
        switch (random.nextInt(4)) {
          case 0 -> List.of(new WorkId("elsewhere-1"));
          case 1 -> List.of(new WorkId("elsewhere-1"), new WorkId("elsewhere-2"));
          default -> List.of();
        };
    Optional<Instant> runAt = random.nextInt(3) == 0 ? Optional.of(at.plusSeconds(random.nextInt(60) - 20)) : Optional.empty();
    return spec(Priority.values()[random.nextInt(4)], dependsOn, runAt, random.nextInt(4) == 0);
  }

  /** An event that may follow; an unknown agent registers. */
  static AgentEvent next(Random random, AgentId id, AgentState state, Instant at) {
    if (!(state instanceof AgentState.Enrolled) || random.nextInt(6) == 0) {
      return registered(id, at);
    }
    return switch (random.nextInt(6)) {
      case 0 -> new AgentEvent.AgentDrained(id, at, SOMEONE);
      case 1 -> new AgentEvent.AgentResumed(id, at, SOMEONE);
      case 2 -> new AgentEvent.AgentLost(id, at, SOMEONE);
      case 3 -> new AgentEvent.AgentReturned(id, at, SOMEONE);
      case 4 -> new AgentEvent.UsageReported(id, new Usage(1, 1, BigDecimal.ONE), at, SOMEONE);
      default -> new AgentEvent.AgentRetired(id, false, at, SOMEONE);
    };
  }

  static WorkState evolve(WorkState state, WorkEvent event) {
    return (WorkState) invoke(EVOLVE_WORK, state, event);
  }

  static AgentState evolve(AgentState state, AgentEvent event) {
    return (AgentState) invoke(EVOLVE_AGENT, state, event);
  }

  /** The entities keep their evolution to themselves; the board's folds are held against it here and nowhere else. */
  private static Method evolve(String type, Class<?> state, Class<?> event) {
    try {
      Method method = Class.forName(type).getDeclaredMethod("evolve", state, event);
      method.setAccessible(true);
      return method;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object invoke(Method method, Object state, Object event) {
    try {
      return method.invoke(null, state, event);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
