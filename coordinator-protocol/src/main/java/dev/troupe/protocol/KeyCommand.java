package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;

/** What a key's entity can be asked. No secret is ever in here, only hashes of them. */
public sealed interface KeyCommand {
  EntityTypeKey<KeyCommand> TYPE_KEY = EntityTypeKey.create(KeyCommand.class, "key");

  /** Said by the entity to itself; implemented beside the actor. */
  non-sealed interface Internal extends KeyCommand {}

  sealed interface Asked extends KeyCommand {
    ActorRef<KeyReply> replyTo();
  }

  record Get(ActorRef<KeyReply> replyTo) implements Asked {}

  /**
   * Makes the key. Made already with the same secret: accepted again. By the same request with another secret: accepted as repeated.
   * Otherwise refused as {@code IDEMPOTENCY_KEY_REUSED}.
   */
  record Create(KeySpec spec, SecretHash secretHash, Cause cause, ActorRef<KeyReply> replyTo) implements Asked {}

  /** Asks whether this is the key's secret, and the key good: accepted, or refused as {@code UNAUTHENTICATED}. Also notes that it was used. */
  record Verify(SecretHash presented, ActorRef<KeyReply> replyTo) implements Asked {}

  /** Idempotent. */
  record Revoke(Cause cause, ActorRef<KeyReply> replyTo) implements Asked {}
}
