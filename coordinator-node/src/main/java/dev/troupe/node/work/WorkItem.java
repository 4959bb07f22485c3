package dev.troupe.node.work;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
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
import dev.troupe.node.work.WorkState.Absent;
import dev.troupe.node.work.WorkState.Claimed;
import dev.troupe.node.work.WorkState.Present;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The actor of one work item: decides by {@link WorkRules}, stores the event, and only then lets {@link WorkDesk} answer and tell others. A claimed item
 * stays in memory, because the clock of its lease is there.
 */
public final class WorkItem extends EventSourcedBehavior<WorkCommand, WorkEvent, WorkState> {
  private static final WorkCommand IDLE = new WorkMessages.Idle();

  private final WorkId id;
  private final WorkSettings settings;
  private final Crowd crowd;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<WorkCommand> context;
  private final WorkDesk desk;
  private final long bornNanos = System.nanoTime();

  /**
   * @param crowd all items of this node
   * @param shard told when the item has been idle, so that it can leave memory
   */
  public static Behavior<WorkCommand> create(
      WorkId id, WorkSettings settings, Crowd crowd, Directory directory, InstantSource clock, ActorRef<ClusterSharding.ShardCommand> shard) {
    return crowd.counting(
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      ActorRef<WorkReply> dependencies = context.messageAdapter(WorkReply.class, WorkItem::asDependencyEnded);
                      WorkDesk desk = new WorkDesk(id, directory, clock, new TimerAlarms<>(timers), dependencies);
                      return new WorkItem(id, settings, crowd, desk, shard, context);
                    })));
  }

  public static PersistenceId persistenceId(WorkId id) {
    return PersistenceId.of(WorkCommand.TYPE_KEY.name(), id.value());
  }

  public static WorkCommand stopMessage() {
    return new WorkMessages.Stop();
  }

  private WorkItem(
      WorkId id, WorkSettings settings, Crowd crowd, WorkDesk desk, ActorRef<ClusterSharding.ShardCommand> shard, ActorContext<WorkCommand> context) {
    super(persistenceId(id), SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.id = id;
    this.settings = settings;
    this.crowd = crowd;
    this.desk = desk;
    this.shard = shard;
    this.context = context;
  }

  @Override
  public WorkState emptyState() {
    return new Absent(id);
  }

  @Override
  public CommandHandler<WorkCommand, WorkEvent, WorkState> commandHandler() {
    return this::onAny;
  }

  @Override
  public EventHandler<WorkState, WorkEvent> eventHandler() {
    return WorkEvolution::evolve;
  }

  @Override
  public SignalHandler<WorkState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), 1);
  }

  /** Without Akka's builder: that makes a chain of predicates for each item in memory, and goes through it for each message. */
  private Effect<WorkEvent, WorkState> onAny(WorkState state, WorkCommand command) {
    if (command instanceof WorkMessages.Stop) {
      return Effect().stop();
    }
    return command instanceof WorkMessages.Idle ? onIdle(state) : onCommand(state, command);
  }

  private Effect<WorkEvent, WorkState> onCommand(WorkState before, WorkCommand command) {
    Decision<WorkEvent> decision = WorkRules.decide(before, command, desk.moment());
    if (decision instanceof Decision.Store<WorkEvent> store) {
      Optional<OpenSpan> span = OpenSpan.below(store.event().by(), "work store");
      return Effect()
          .persist(store.event())
          .thenRun(
              after -> {
                span.ifPresent(open -> open.stored(persistenceId(id), lastSequenceNumber(context), store.event().action()));
                desk.stored(before, store.event(), (Present) after, command);
                passivateWhenIdle(after);
              });
    }
    if (decision instanceof Decision.Refused<WorkEvent> refused) {
      desk.refused(before, command, refused.refusal());
    } else {
      desk.unchanged(before, command, decision instanceof Decision.Repeated<WorkEvent>);
    }
    return Effect().none();
  }

  private void onRecovered(WorkState state) {
    Metrics.since(Metric.RECOVERY, bornNanos, "work");
    desk.recovered(state);
    passivateWhenIdle(state);
  }

  private Effect<WorkEvent, WorkState> onIdle(WorkState state) {
    if (!(state instanceof Claimed)) {
      shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
    return Effect().none();
  }

  private void passivateWhenIdle(WorkState state) {
    boolean over = !(state instanceof Present present) || present.status().isFinal();
    Duration idle = over ? settings.idleWhenFinal() : settings.idleBeforePassivation();
    context.setReceiveTimeout(crowd.isTooMuch() ? settings.idleWhenCrowded() : idle, IDLE);
  }

  private static WorkCommand asDependencyEnded(WorkReply reply) {
    return reply instanceof WorkReply.Accepted accepted
        ? new WorkCommand.DependencyEnded(accepted.work().id(), accepted.work().status())
        : new WorkMessages.DependencyUnknown();
  }
}
