package dev.troupe.gateway.auth;

import akka.actor.typed.ActorSystem;
import dev.troupe.gateway.client.KeyRing;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyReply;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the first admin's key where none is configured. Every gateway offers a secret of its own to one and the same entity, which takes
 * the first and refuses the others, at this start and at every later one: so it is made once in the life of a journal, and told by one node.
 */
public final class FirstKey {
  static final KeyId ID = new KeyId("first");

  private static final Logger LOG = LoggerFactory.getLogger(FirstKey.class);
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final KeySpec SPEC = new KeySpec("first-admin", KeyRole.ADMIN, List.of(), Optional.empty());

  private final ActorSystem<?> system;
  private final KeyRing keys;
  private final Consumer<KeyText> tell;
  private final KeyText offer = KeyText.make(ID);

  private FirstKey(ActorSystem<?> system, KeyRing keys, Consumer<KeyText> tell) {
    this.system = system;
    this.keys = keys;
    this.tell = tell;
  }

  /** Goes on until the entity has answered; an answer that was lost is asked for again with the same secret. */
  public static void offer(ActorSystem<?> system, KeyRing keys) {
    offer(system, keys, FirstKey::print);
  }

  static void offer(ActorSystem<?> system, KeyRing keys, Consumer<KeyText> tell) {
    new FirstKey(system, keys, tell).attempt();
  }

  private void attempt() {
    keys.create(ID, SPEC, offer.hash(), Cause.troupe("first-key")).thenAccept(this::answered);
  }

  private void answered(KeyReply reply) {
    if (reply instanceof KeyReply.Accepted) {
      tell.accept(offer);
      return;
    }
    Refusal refusal = ((KeyReply.Refused) reply).refusal();
    if (refusal.code() == Code.OUTCOME_UNKNOWN || refusal.code() == Code.UNAVAILABLE) {
      system.scheduler().scheduleOnce(AGAIN, this::attempt, system.executionContext());
    } else {
      LOG.debug("The first admin's key was made before.");
    }
  }

  /** To the console and not to the log, because logs are kept and passed on. */
  private static void print(KeyText key) {
    LOG.warn("The first admin's key was made, and is printed once, on the console of this node.");
    System.out.println(
        "\n  The first admin's key. It is shown this once; keep it, make keys of your own with it, then revoke it:\n\n      "
            + key.text()
            + "\n");
  }
}
