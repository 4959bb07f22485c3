package dev.troupe.node.keys;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import dev.troupe.node.keys.GuardEvent.AuthRefused;
import dev.troupe.protocol.GuardCommand;
import dev.troupe.protocol.GuardCommand.NoteRefused;
import java.time.Duration;
import java.time.InstantSource;

/** Writes refused callers into the journal. How often it is told is bounded where they are refused, by address and by gateway. */
public final class GuardEntity extends EventSourcedBehavior<GuardCommand, GuardEvent, GuardState> {
  private final InstantSource clock;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<GuardCommand> context;

  /** Nobody was refused for a while. */
  private record Idle() implements GuardCommand.Internal {}

  /** Hand over or passivate: stop. */
  private record Stop() implements GuardCommand.Internal {}

  /** @param shard told when the entity has been idle, so that it can leave memory */
  public static Behavior<GuardCommand> create(
      KeySettings settings, InstantSource clock, ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context -> {
          context.setReceiveTimeout(settings.idleBeforePassivation(), new Idle());
          return new GuardEntity(clock, shard, context);
        });
  }

  public static GuardCommand stopMessage() {
    return new Stop();
  }

  private GuardEntity(
      InstantSource clock, ActorRef<ClusterSharding.ShardCommand> shard, ActorContext<GuardCommand> context) {
    super(
        PersistenceId.of(GuardCommand.TYPE_KEY.name(), GuardCommand.ID),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.clock = clock;
    this.shard = shard;
    this.context = context;
  }

  @Override
  public GuardState emptyState() {
    return GuardState.NONE;
  }

  @Override
  public CommandHandler<GuardCommand, GuardEvent, GuardState> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Stop.class, () -> Effect().stop())
        .onCommand(Idle.class, this::onIdle)
        .onCommand(
            NoteRefused.class,
            note -> Effect().persist(new AuthRefused(note.address(), note.presented(), clock.instant())))
        .build();
  }

  @Override
  public EventHandler<GuardState, GuardEvent> eventHandler() {
    return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> new GuardState(state.refused() + 1));
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(100, 1);
  }

  private Effect<GuardEvent, GuardState> onIdle(GuardState state, Idle idle) {
    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    return Effect().none();
  }
}
