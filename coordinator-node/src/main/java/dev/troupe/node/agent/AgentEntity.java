package dev.troupe.node.agent;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import dev.troupe.node.Decision;
import dev.troupe.node.Directory;
import dev.troupe.node.OpenSpan;
import dev.troupe.node.TimerAlarms;
import dev.troupe.node.agent.AgentState.Enrolled;
import dev.troupe.node.agent.AgentState.Known;
import dev.troupe.node.agent.AgentState.Unknown;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.RequestId;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The actor of one agent. {@link AgentRules} decides what is stored, {@link ClaimDesk} sees to its claims, {@link Presence} to how it
 * stands at the moment, {@link LeaseRounds} asks the items it holds. After a recovery, claims wait until the journal has told what the agent held.
 */
public final class AgentEntity extends EventSourcedBehavior<AgentCommand, AgentEvent, AgentState> {
  /** Between this and twice as long, so that the agents of a node do not ask all at once. */
  private static final Duration RECALL_AGAIN = Duration.ofSeconds(1);

  private final AgentId id;
  private final AgentSettings settings;
  private final AgentArchive archive;
  private final InstantSource clock;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<AgentCommand> context;
  private final TimerScheduler<AgentCommand> timers;
  private final ClaimLedger ledger;
  private final ClaimDesk desk;
  private final Presence presence;
  private final LeaseRounds rounds;
  private final long bornNanos = System.nanoTime();
  private boolean recalled;
  private boolean recallFailed;

  /**
   * @param archive tells what the journal and the read side know of the agent
   * @param shard told when the entity has been idle, so that it can leave memory
   */
  public static Behavior<AgentCommand> create(
      AgentId id,
      AgentSettings settings,
      Directory directory,
      AgentArchive archive,
      InstantSource clock,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new AgentEntity(id, settings, directory, archive, clock, shard, context, timers)));
  }

  public static PersistenceId persistenceId(AgentId id) {
    return PersistenceId.of(AgentCommand.TYPE_KEY.name(), id.value());
  }

  public static AgentCommand stopMessage() {
    return new AgentMessages.Stop();
  }

  private AgentEntity(
      AgentId id,
      AgentSettings settings,
      Directory directory,
      AgentArchive archive,
      InstantSource clock,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<AgentCommand> context,
      TimerScheduler<AgentCommand> timers) {
    super(persistenceId(id), SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.id = id;
    this.settings = settings;
    this.archive = archive;
    this.clock = clock;
    this.shard = shard;
    this.context = context;
    this.timers = timers;
    this.ledger = new ClaimLedger(settings.rememberedRequests());
    this.desk = new ClaimDesk(id, settings, directory, new TimerAlarms<>(timers), ledger, this::lookUp, context.getSystem().ignoreRef());
    this.presence = new Presence(settings);
    this.rounds = new LeaseRounds(id, settings, directory, ledger, context);
  }

  @Override
  public AgentState emptyState() {
    return new Unknown(id);
  }

  @Override
  public CommandHandler<AgentCommand, AgentEvent, AgentState> commandHandler() {
    return this::onAny;
  }

  /** Without Akka's builder, which goes through a chain of predicates for each message. What comes most comes first. */
  private Effect<AgentEvent, AgentState> onAny(AgentState state, AgentCommand command) {
    if (command instanceof AgentCommand.Asked asked) {
      return asked instanceof AgentCommand.Retire retire ? onRetire(state, retire) : onAsked(state, asked);
    }
    if (command instanceof AgentCommand.ClaimGranted granted) {
      return onGranted(state, granted.requestId(), List.of(granted.grant()));
    }
    if (command instanceof AgentCommand.ClaimsGranted granted) {
      return onGranted(state, granted.requestId(), granted.grants());
    }
    return command instanceof AgentMessages own ? onOwn(state, own) : onHint(state, command);
  }

  private Effect<AgentEvent, AgentState> onOwn(AgentState state, AgentMessages message) {
    if (message instanceof AgentMessages.Stop) {
      return Effect().stop();
    } else if (message instanceof AgentMessages.Idle idle) {
      return onIdle(state, idle);
    } else if (message instanceof AgentMessages.Recalled told) {
      return onRecalled(state, told);
    } else if (message instanceof AgentMessages.RecallFailed failed) {
      return onRecallFailed(state, failed);
    } else if (message instanceof AgentMessages.RecallDue) {
      return recall();
    } else if (message instanceof AgentMessages.Renewed renewed) {
      return onRenewed(state, renewed);
    } else if (message instanceof AgentMessages.Found found) {
      return onFound(state, found);
    } else if (message instanceof AgentMessages.FindFailed failed) {
      return onFindFailed(state, failed);
    } else if (message instanceof AgentMessages.LookedFirst looked) {
      return onLookedFirst(state, looked);
    } else if (message instanceof AgentMessages.Requeued requeued) {
      return onRequeued(state, requeued);
    } else if (message instanceof AgentMessages.LifeTimeUp timeUp) {
      return decide(state, timeUp);
    }
    return onHint(state, message);
  }

  @Override
  public EventHandler<AgentState, AgentEvent> eventHandler() {
    return AgentRules::evolve;
  }

  @Override
  public SignalHandler<AgentState> signalHandler() {
    return newSignalHandlerBuilder().onSignal(RecoveryCompleted.instance(), this::onRecovered).build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(100, 1);
  }

  private Effect<AgentEvent, AgentState> onAsked(AgentState state, AgentCommand.Asked command) {
    boolean needsLedger = !(command instanceof AgentCommand.Get || command instanceof AgentCommand.Register);
    if (needsLedger && state instanceof Enrolled && !recalled) {
      return Effect().stash();
    }
    if (command instanceof AgentCommand.Claim claim && desk.isLateCopy(claim)) {
      return Effect().none();
    }
    if (!(command instanceof AgentCommand.Get) && state instanceof Known) {
      seen(clock.instant());
    }
    return decide(state, command);
  }

  private Effect<AgentEvent, AgentState> decide(AgentState state, AgentCommand command) {
    Decision<AgentEvent> decision = AgentRules.decide(state, command, !ledger.isEmpty(), clock.instant());
    if (decision instanceof Decision.Store<AgentEvent> store) {
      Optional<OpenSpan> span = OpenSpan.below(store.event().by(), "agent store");
      return Effect()
          .persist(store.event())
          .thenRun(
              after -> {
                span.ifPresent(open -> open.stored(persistenceId(id), lastSequenceNumber(context), store.event().action()));
                onStored(state, (Known) after, command);
              });
    }
    if (decision instanceof Decision.Refused<AgentEvent> refused) {
      if (command instanceof AgentCommand.Asked asked) {
        asked.replyTo().tell(new AgentReply.Refused(refused.refusal()));
      }
    } else if (state instanceof Known known) {
      carryOut(known, command, false);
    }
    return Effect().none();
  }

  private void onStored(AgentState before, Known after, AgentCommand command) {
    desk.uses(after.agent().profile());
    if (before instanceof Unknown) {
      recalled = true;
      seen(clock.instant());
    }
    watchLife(after);
    carryOut(after, command, before instanceof Unknown);
  }

  private void carryOut(Known state, AgentCommand command, boolean created) {
    if (command instanceof AgentCommand.Claim claim) {
      claim(claim);
    } else if (command instanceof AgentCommand.Heartbeat beat) {
      rounds.renew(beat);
    } else if (command instanceof AgentCommand.Get get) {
      var view = presence.view(state, ledger, clock.instant());
      archive
          .achievements(id)
          .whenComplete((achieved, failure) -> get.replyTo().tell(Presence.answer(view, Optional.ofNullable(achieved))));
    } else if (command instanceof AgentCommand.Asked asked) {
      asked.replyTo().tell(new AgentReply.Accepted(presence.view(state, ledger, clock.instant()), created));
    }
  }

  /** A key that cannot be checked is refused: granting it could be the second time. */
  private void claim(AgentCommand.Claim claim) {
    if (!desk.onlyJournalKnows(claim)) {
      claimUnlessFull(claim);
      return;
    }
    context.pipeToSelf(
        archive.findClaims(id, claim.requestId()),
        (claims, failure) ->
            failure == null ? new AgentMessages.Found(claim, claims) : new AgentMessages.FindFailed(claim, failure.getMessage()));
  }

  private void lookUp(ClaimRequest request) {
    context.pipeToSelf(
        archive.lookUp(id, request),
        (claims, failure) ->
            failure == null ? new AgentMessages.LookedUp(request.id, claims) : new AgentMessages.LookUpFailed(request.id, failure.getMessage()));
  }

  private Effect<AgentEvent, AgentState> onFound(AgentState state, AgentMessages.Found found) {
    if (state instanceof Enrolled enrolled && !enrolled.draining()) {
      desk.recall(found.claim(), found.claims());
      claimUnlessFull(found.claim());
      return Effect().none();
    }
    return decide(state, found.claim());
  }

  private Effect<AgentEvent, AgentState> onFindFailed(AgentState state, AgentMessages.FindFailed failed) {
    context.getLog().warn("Agent {} cannot find out whether request {} is new: {}", id, failed.claim().requestId(), failed.reason());
    failed
        .claim()
        .replyTo()
        .tell(
            new AgentReply.Refused(
                Refusal.of(
                    Code.UNAVAILABLE, "Expected the journal to tell whether this request was granted before, but it did not. Nothing was claimed.")));
    return Effect().none();
  }

  /** An agent that has just completed its last item may claim again before the word of it is here: look before refusing. */
  private void claimUnlessFull(AgentCommand.Claim claim) {
    if (!desk.lacksRoomFor(claim.requestId())) {
      toDesk(claim);
      return;
    }
    rounds.lookBefore(claim);
  }

  private Effect<AgentEvent, AgentState> onLookedFirst(AgentState state, AgentMessages.LookedFirst looked) {
    looked.replies().forEach(rounds::looked);
    toDesk(looked.claim());
    return Effect().none();
  }

  private void toDesk(AgentCommand.Claim claim) {
    if (claim instanceof AgentCommand.ClaimNext next) {
      desk.claimNext(next);
    } else if (claim instanceof AgentCommand.ClaimById byId) {
      desk.claimById(byId);
    }
  }

  private Effect<AgentEvent, AgentState> onHint(AgentState state, AgentCommand command) {
    if (command instanceof AgentCommand.ClaimEnded ended) {
      ledger.end(ended.work(), ended.token());
      presence.claimEnded(ended);
    } else if (command instanceof AgentMessages.AuditDue) {
      rounds.audit(clock.instant());
    } else if (command instanceof AgentMessages.Looked looked) {
      rounds.looked(looked.reply());
    } else if (state instanceof Known) {
      atDesk(command);
    }
    return Effect().none();
  }

  /** Before the ledger is recalled nobody can say whether a lease is wanted. */
  private Effect<AgentEvent, AgentState> onGranted(AgentState state, RequestId request, List<ClaimGrant> grants) {
    if (state instanceof Enrolled && !recalled) {
      return Effect().stash();
    }
    if (state instanceof Known) {
      grants.forEach(grant -> desk.granted(request, grant));
    }
    return Effect().none();
  }

  private void atDesk(AgentCommand command) {
    if (command instanceof AgentCommand.ClaimRefused refused) {
      desk.refused(refused.requestId(), refused.work(), refused.refusal());
    } else if (command instanceof AgentCommand.MatchSettled settled) {
      desk.settled(settled);
    } else if (command instanceof AgentMessages.LookedUp found) {
      desk.lookedUp(found.requestId(), found.claims());
    } else if (command instanceof AgentMessages.LookUpFailed failed) {
      context.getLog().warn("Agent {} cannot find out what request {} got: {}", id, failed.requestId(), failed.reason());
      desk.lookUpFailed(failed.requestId());
    } else if (command instanceof AgentCommand.MatchRefused refused) {
      desk.matchRefused(refused);
    } else if (command instanceof AgentCommand.WorkArrived arrived) {
      desk.workArrived(arrived);
    } else if (command instanceof AgentMessages.RepairDue due) {
      desk.repair(due.requestId());
    } else if (command instanceof AgentMessages.WaitOver over) {
      desk.waitOver(over.requestId());
    } else if (command instanceof AgentMessages.GiveUp giveUp) {
      desk.giveUp(giveUp.requestId());
    }
  }

  private Effect<AgentEvent, AgentState> onRenewed(AgentState state, AgentMessages.Renewed renewed) {
    AgentReply.Beat beat = presence.beat(state, ledger, renewed);
    renewed.beat().replyTo().tell(beat);
    return Effect().none();
  }

  /** Gives back what it holds first, so that an agent that is gone is known to hold nothing. */
  private Effect<AgentEvent, AgentState> onRetire(AgentState state, AgentCommand.Retire retire) {
    if (!(state instanceof Enrolled) || !retire.force() || recalled && ledger.isEmpty()) {
      return onAsked(state, retire);
    }
    if (!recalled) {
      return Effect().stash();
    }
    rounds.requeueBefore(retire);
    return Effect().none();
  }

  private Effect<AgentEvent, AgentState> onRequeued(AgentState state, AgentMessages.Requeued requeued) {
    ledger.works().forEach(ledger::drop);
    return decide(state, requeued.retire());
  }

  private void seen(Instant now) {
    presence.seen(now);
    timers.startSingleTimer("life", new AgentMessages.LifeTimeUp(), settings.lostAfter());
  }

  private void watchLife(Known state) {
    boolean expected = state instanceof Enrolled enrolled && !enrolled.lost();
    if (!expected) {
      timers.cancel("life");
    }
    context.cancelReceiveTimeout();
    if (!expected) {
      context.setReceiveTimeout(settings.idleBeforePassivation(), new AgentMessages.Idle());
    }
  }

  private void onRecovered(AgentState state) {
    Metrics.since(Metric.RECOVERY, bornNanos, "agent");
    timers.startTimerWithFixedDelay("audit", new AgentMessages.AuditDue(), settings.auditEvery());
    if (state instanceof Known known) {
      ledger.recovered();
      desk.uses(known.agent().profile());
      if (state instanceof Enrolled enrolled && !enrolled.lost()) {
        // Nobody knows when it was last seen; it gets the whole time again.
        timers.startSingleTimer("life", new AgentMessages.LifeTimeUp(), settings.lostAfter());
      }
      watchLife(known);
      recall();
    } else {
      context.setReceiveTimeout(settings.idleBeforePassivation(), new AgentMessages.Idle());
    }
  }

  private Effect<AgentEvent, AgentState> recall() {
    context.pipeToSelf(
        archive.recallClaims(id),
        (claims, failure) ->
            failure == null ? new AgentMessages.Recalled(claims) : new AgentMessages.RecallFailed(failure.getMessage()));
    return Effect().none();
  }

  private Effect<AgentEvent, AgentState> onRecalled(AgentState state, AgentMessages.Recalled told) {
    ledger.recall(told.claims());
    recalled = true;
    return Effect().none().thenUnstashAll();
  }

  private Effect<AgentEvent, AgentState> onRecallFailed(AgentState state, AgentMessages.RecallFailed failed) {
    if (!recallFailed) {
      recallFailed = true;
      context.getLog().warn("Agent {} waits for the journal to tell its claims: {}. Trying again until it does.", id, failed.reason());
    }
    timers.startSingleTimer(
        "recall", new AgentMessages.RecallDue(), RECALL_AGAIN.plusMillis(ThreadLocalRandom.current().nextLong(RECALL_AGAIN.toMillis())));
    return Effect().none();
  }

  private Effect<AgentEvent, AgentState> onIdle(AgentState state, AgentMessages.Idle idle) {
    if (!desk.hasOpenRequests()) {
      shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
    return Effect().none();
  }
}
