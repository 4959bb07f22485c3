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
import dev.troupe.node.Decision;
import dev.troupe.node.keys.KeyState.Known;
import dev.troupe.node.keys.KeyState.Unknown;
import dev.troupe.protocol.KeyCommand;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyReply;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The actor of one key; {@link KeyRules} decides. Whoever presents a good key is answered at once: that its use was noted is waited for
 * by nobody, so that callers are let in while the journal is slow.
 */
public final class KeyEntity extends EventSourcedBehavior<KeyCommand, KeyEvent, KeyState> {
  private final KeyId id;
  private final KeySettings settings;
  private final InstantSource clock;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<KeyCommand> context;

  /** Nobody presented the key for a while. */
  private record Idle() implements KeyCommand.Internal {}

  /** Hand over or passivate: stop. */
  private record Stop() implements KeyCommand.Internal {}

  /** @param shard told when the entity has been idle, so that it can leave memory */
  public static Behavior<KeyCommand> create(
      KeyId id, KeySettings settings, InstantSource clock, ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context -> {
          context.setReceiveTimeout(settings.idleBeforePassivation(), new Idle());
          return new KeyEntity(id, settings, clock, shard, context);
        });
  }

  public static PersistenceId persistenceId(KeyId id) {
    return PersistenceId.of(KeyCommand.TYPE_KEY.name(), id.value());
  }

  public static KeyCommand stopMessage() {
    return new Stop();
  }

  private KeyEntity(
      KeyId id,
      KeySettings settings,
      InstantSource clock,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<KeyCommand> context) {
    super(persistenceId(id), SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.id = id;
    this.settings = settings;
    this.clock = clock;
    this.shard = shard;
    this.context = context;
  }

  @Override
  public KeyState emptyState() {
    return new Unknown(id);
  }

  @Override
  public CommandHandler<KeyCommand, KeyEvent, KeyState> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Stop.class, () -> Effect().stop())
        .onCommand(Idle.class, this::onIdle)
        .onCommand(KeyCommand.Verify.class, this::onVerify)
        .onCommand(KeyCommand.Asked.class, this::onAsked)
        .build();
  }

  @Override
  public EventHandler<KeyState, KeyEvent> eventHandler() {
    return newEventHandlerBuilder().forAnyState().onAnyEvent(KeyRules::evolve);
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(100, 1);
  }

  private Effect<KeyEvent, KeyState> onVerify(KeyState state, KeyCommand.Verify verify) {
    Decision<KeyEvent> decision = KeyRules.decide(state, verify, settings.noteUseEvery(), clock.instant());
    if (decision instanceof Decision.Refused<KeyEvent> refused) {
      verify.replyTo().tell(new KeyReply.Refused(refused.refusal()));
      return Effect().none();
    }
    verify.replyTo().tell(new KeyReply.Accepted(((Known) state).view(), false));
    return decision instanceof Decision.Store<KeyEvent> store ? Effect().persist(store.event()) : Effect().none();
  }

  private Effect<KeyEvent, KeyState> onAsked(KeyState state, KeyCommand.Asked asked) {
    Decision<KeyEvent> decision = KeyRules.decide(state, asked, settings.noteUseEvery(), clock.instant());
    if (decision instanceof Decision.Store<KeyEvent> store) {
      return Effect().persist(store.event()).thenRun(after -> accept(asked, after, false));
    }
    if (decision instanceof Decision.Refused<KeyEvent> refused) {
      asked.replyTo().tell(new KeyReply.Refused(refused.refusal()));
    } else {
      accept(asked, state, decision instanceof Decision.Repeated);
    }
    return Effect().none();
  }

  private static void accept(KeyCommand.Asked asked, KeyState state, boolean repeated) {
    asked.replyTo().tell(new KeyReply.Accepted(((Known) state).view(), repeated));
  }

  private Effect<KeyEvent, KeyState> onIdle(KeyState state, Idle idle) {
    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    return Effect().none();
  }
}
