package dev.troupe.gateway.client;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Routers;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import akka.japi.function.Function;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.GuardCommand;
import dev.troupe.protocol.KeyCommand;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyQuery;
import dev.troupe.protocol.KeyQuery.KeyListReply;
import dev.troupe.protocol.KeyReply;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.SecretHash;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Asks the keys' entities, one method per verb; what is late becomes a refusal, as in {@link Coordinator}. Secrets never come here. */
public final class KeyRing {
  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final ActorRef<KeyQuery> list;
  private final CoordinatorSettings settings;
  private final Membership membership;

  private KeyRing(ActorSystem<?> system, ClusterSharding sharding, ActorRef<KeyQuery> list, CoordinatorSettings settings) {
    this.system = system;
    this.sharding = sharding;
    this.list = list;
    this.settings = settings;
    this.membership = new Membership(system);
  }

  /** Call it once per system; see {@link Coordinator#start}. */
  public static KeyRing start(ActorSystem<?> system, CoordinatorSettings settings) {
    ClusterSharding sharding = ClusterSharding.get(system);
    if (!Cluster.get(system).selfMember().hasRole(settings.role())) {
      sharding.init(Entity.of(KeyCommand.TYPE_KEY, context -> Behaviors.<KeyCommand>empty()).withRole(settings.role()));
      sharding.init(Entity.of(GuardCommand.TYPE_KEY, context -> Behaviors.<GuardCommand>empty()).withRole(settings.role()));
    }
    ActorRef<KeyQuery> list =
        system.systemActorOf(Routers.group(KeyQuery.SERVICE_KEY), "troupe-gateway-key-list", Props.empty());
    return new KeyRing(system, sharding, list, settings);
  }

  public CompletionStage<KeyReply> create(KeyId id, KeySpec spec, SecretHash secretHash, Cause cause) {
    return ask(
        id, settings.writeTimeout(), Code.OUTCOME_UNKNOWN, replyTo -> new KeyCommand.Create(spec, secretHash, cause, replyTo));
  }

  public CompletionStage<KeyReply> key(KeyId id) {
    return ask(id, settings.readTimeout(), Code.UNAVAILABLE, KeyCommand.Get::new);
  }

  public CompletionStage<KeyReply> verify(KeyId id, SecretHash presented) {
    return ask(id, settings.readTimeout(), Code.UNAVAILABLE, replyTo -> new KeyCommand.Verify(presented, replyTo));
  }

  public CompletionStage<KeyReply> revoke(KeyId id, Cause cause) {
    return ask(id, settings.writeTimeout(), Code.OUTCOME_UNKNOWN, replyTo -> new KeyCommand.Revoke(cause, replyTo));
  }

  /** Has a refused caller written down. Not answered, and lost when the entity cannot be reached: the caller is refused all the same. */
  public void noteRefused(String address, Optional<KeyId> presented) {
    sharding.entityRefFor(GuardCommand.TYPE_KEY, GuardCommand.ID).tell(new GuardCommand.NoteRefused(address, presented));
  }

  /** Keys by id, from whichever read side answers. */
  public CompletionStage<KeyListReply> list(Optional<KeyId> after, int limit) {
    return AskPattern.<KeyQuery, KeyListReply>ask(
            list, replyTo -> new KeyQuery.ListKeys(after, limit, replyTo), settings.readTimeout(), system.scheduler())
        .handleAsync(
            (reply, failure) ->
                failure == null ? reply : new KeyListReply.Refused(membership.late(Code.UNAVAILABLE, "the list of keys", settings.readTimeout())),
            system.executionContext());
  }

  private CompletionStage<KeyReply> ask(
      KeyId id, Duration timeout, Code whenLate, Function<ActorRef<KeyReply>, KeyCommand> command) {
    return sharding
        .entityRefFor(KeyCommand.TYPE_KEY, id.value())
        .<KeyReply>ask(command, timeout)
        .handleAsync(
            (reply, failure) -> failure == null ? reply : new KeyReply.Refused(membership.late(whenLate, "key " + id, timeout)),
            system.executionContext());
  }
}
