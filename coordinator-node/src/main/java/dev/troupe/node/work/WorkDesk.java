package dev.troupe.node.work;

import akka.actor.typed.ActorRef;
import dev.troupe.node.Alarms;
import dev.troupe.node.Directory;
import dev.troupe.node.work.WorkState.Available;
import dev.troupe.node.work.WorkState.Blocked;
import dev.troupe.node.work.WorkState.Claimed;
import dev.troupe.node.work.WorkState.Lease;
import dev.troupe.node.work.WorkState.Present;
import dev.troupe.node.work.WorkState.Scheduled;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.LeaseEnding;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkCommand.RenewReply;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import dev.troupe.protocol.WorkStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What follows from an item's decision: the answer, the word to others (a hint that may be lost), and the clocks. It decides nothing and stores nothing;
 * no actor in here, so that a simulation can drive it.
 */
final class WorkDesk {
  /** An actor's timers reach no further than some months; what is due later is woken by the sweep, as is all that has left memory. */
  private static final Duration LONGEST_ALARM = Duration.ofDays(1);

  private enum Clock {
    LEASE,
    DUE
  }

  private final WorkId id;
  private final Directory directory;
  private final InstantSource clock;
  private final Alarms<WorkCommand> alarms;
  private final Supplier<ActorRef<WorkReply>> dependencyReplies;

  /** When the present lease ends by the wall clock; for telling only, the alarm decides. */
  private Optional<Instant> leaseExpiresAt = Optional.empty();

  /** How often a lease's clock was started. */
  private long leaseClock;

  /** @param dependencyReplies where the items this one waits for answer; made when there are any */
  WorkDesk(
      WorkId id, Directory directory, InstantSource clock, Alarms<WorkCommand> alarms, Supplier<ActorRef<WorkReply>> dependencyReplies) {
    this.id = id;
    this.directory = directory;
    this.clock = clock;
    this.alarms = alarms;
    this.dependencyReplies = dependencyReplies;
  }

  WorkRules.Moment moment() {
    return new WorkRules.Moment(clock.instant(), leaseExpiresAt, leaseClock);
  }

  /** The event is stored, and this is what it led to. */
  void stored(WorkState before, WorkEvent event, Present after, WorkCommand command) {
    runClocks(after, event);
    answer(after, command, false);
    tellOthers(before, after, command);
  }

  /** Nothing was stored: a question, a hint, or a request that was granted before. */
  void unchanged(WorkState state, WorkCommand command, boolean repeated) {
    if (command instanceof WorkCommand.Renew renew && state instanceof Claimed claimed) {
      startLeaseClock(claimed.lease());
      renew.replyTo().tell(new RenewReply.Renewed(id, renew.token(), leaseExpiresAt.orElseThrow()));
    } else if (command instanceof WorkCommand.Wake && state instanceof Present present) {
      resume(present);
    } else if (state instanceof Present present) {
      answer(present, command, repeated);
    }
  }

  void refused(WorkState state, WorkCommand command, Refusal refusal) {
    if (command instanceof WorkCommand.Asked asked) {
      asked.replyTo().tell(new WorkReply.Refused(refusal));
    } else if (command instanceof WorkCommand.Renew renew) {
      Optional<WorkStatus> status = state instanceof Present present ? Optional.of(present.status()) : Optional.empty();
      renew.replyTo().tell(new RenewReply.Lost(id, renew.token(), status));
    } else if (command instanceof WorkCommand.Claim claim) {
      if (claim.proposer().isPresent()) {
        tellProposer(
            claim, false, state instanceof Available, state instanceof Present present ? present.item().version() : 0);
      } else {
        directory.tell(claim.agent(), new AgentCommand.ClaimRefused(claim.requestId(), id, refusal));
      }
    }
  }

  /** The state was read back from the journal; clocks begin anew. */
  void recovered(WorkState state) {
    leaseExpiresAt = Optional.empty();
    alarms.clear(Clock.LEASE);
    alarms.clear(Clock.DUE);
    if (state instanceof Claimed claimed) {
      startLeaseClock(claimed.lease());
      // The first word of it may have died with a node. Whoever does not want it any more gives it back.
      tellHolder(claimed, Optional.empty());
    } else if (state instanceof Scheduled scheduled) {
      startDueClock(scheduled);
    }
  }

  private void answer(Present state, WorkCommand command, boolean repeated) {
    if (command instanceof WorkCommand.Asked asked) {
      asked.replyTo().tell(new WorkReply.Accepted(WorkViews.view(state, leaseExpiresAt), repeated));
    } else if (command instanceof WorkCommand.Claim claim && state instanceof Claimed claimed) {
      tellHolder(claimed, claim.grantTo());
      tellProposer(claim, true, false, state.item().version());
    }
  }

  private void tellHolder(Claimed state, Optional<ActorRef<AgentCommand>> instead) {
    Lease lease = state.lease();
    AgentCommand granted = new AgentCommand.ClaimGranted(lease.request(), WorkViews.grant(state, leaseExpiresAt.orElseThrow()));
    instead.ifPresentOrElse(to -> to.tell(granted), () -> directory.tell(lease.agent(), granted));
  }

  private void tellProposer(WorkCommand.Claim claim, boolean granted, boolean stillReady, long version) {
    claim
        .proposer()
        .ifPresent(
            proposer ->
                proposer.tell(
                    new DispatchCommand.ProposalAnswered(
                        claim.agent(), claim.requestId(), id, granted, stillReady, version)));
  }

  private void tellOthers(WorkState before, Present after, WorkCommand command) {
    if (before instanceof Claimed claimed && !(after instanceof Claimed)) {
      Lease lease = claimed.lease();
      LeaseEnding ending = after.item().attempts().lastEnded().orElseThrow().ending();
      directory.tell(lease.agent(), new AgentCommand.ClaimEnded(id, lease.token(), ending));
    }
    boolean proposed = command instanceof WorkCommand.Claim claim && claim.proposer().isPresent();
    if (before instanceof Available && !(after instanceof Available) && !proposed) {
      directory.tell(after.item().spec().team(), new DispatchCommand.WorkGone(id, after.item().version()));
    }
    if (after instanceof Available || after instanceof Blocked) {
      resume(after);
    }
  }

  /** Does what a state does by itself: announces itself, or looks at what it waits for. */
  private void resume(Present state) {
    if (state instanceof Available) {
      directory.tell(state.item().spec().team(), new DispatchCommand.WorkReady(WorkViews.ready(state)));
    } else if (state instanceof Blocked blocked) {
      ActorRef<WorkReply> replies = dependencyReplies.get();
      blocked.open().forEach(open -> directory.tell(open, new WorkCommand.Get(replies)));
    }
  }

  private void runClocks(Present after, WorkEvent event) {
    if (after instanceof Claimed claimed) {
      if (event instanceof WorkEvent.WorkClaimed || event instanceof WorkEvent.ProgressReported) {
        startLeaseClock(claimed.lease());
      }
      return;
    }
    leaseExpiresAt = Optional.empty();
    alarms.clear(Clock.LEASE);
    if (after instanceof Scheduled scheduled) {
      startDueClock(scheduled);
    }
  }

  private void startLeaseClock(Lease lease) {
    leaseExpiresAt = Optional.of(clock.instant().plus(lease.length()));
    alarms.set(Clock.LEASE, lease.length(), new WorkMessages.LeaseTimeUp(lease.token(), ++leaseClock));
  }

  private void startDueClock(Scheduled scheduled) {
    Duration wait = Duration.between(clock.instant(), scheduled.due());
    if (wait.compareTo(LONGEST_ALARM) <= 0) {
      alarms.set(Clock.DUE, wait.isNegative() ? Duration.ZERO : wait, new WorkMessages.DueTimeReached());
    }
  }
}
