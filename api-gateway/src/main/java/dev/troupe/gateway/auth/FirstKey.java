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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the first admin's key where none is configured, and leaves it in a file for its owner alone. Every gateway offers a secret of its own to one
 * and the same entity, which takes the first and refuses the others, at this start and at every later one: so it is made once in the life of a
 * journal, and written by one node. The secret is on disk before it is offered, so that none is taken which nobody can read.
 */
public final class FirstKey {
  static final KeyId ID = new KeyId("first");

  private static final Logger LOG = LoggerFactory.getLogger(FirstKey.class);
  private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final KeySpec SPEC = new KeySpec("first-admin", KeyRole.ADMIN, List.of(), Optional.empty());

  private final ActorSystem<?> system;
  private final Function<KeyText, CompletionStage<KeyReply>> create;
  private final Path place;
  private final Path aside;
  private final KeyText offer = KeyText.make(ID);

  private FirstKey(ActorSystem<?> system, Function<KeyText, CompletionStage<KeyReply>> create, Path place, Path aside) {
    this.system = system;
    this.create = create;
    this.place = place;
    this.aside = aside;
  }

  /**
   * Goes on until the entity has answered; an answer that was lost is asked for again with the same secret.
   *
   * @param place the file; one that is there already is replaced if the key is made now
   * @throws IllegalArgumentException when no file can be written there
   */
  public static void offer(ActorSystem<?> system, KeyRing keys, Path place) {
    offer(system, key -> keys.create(ID, SPEC, key.hash(), Cause.troupe("first-key")), place);
  }

  static void offer(ActorSystem<?> system, Function<KeyText, CompletionStage<KeyReply>> create, Path place) {
    Path absolute = place.toAbsolutePath();
    try {
      Path aside = Files.createTempFile(absolute.getParent(), absolute.getFileName().toString(), ".new", OWNER_ONLY);
      FirstKey first = new FirstKey(system, create, absolute, aside);
      Files.writeString(aside, first.offer.text() + "\n");
      first.attempt();
    } catch (IOException cause) {
      throw new IllegalArgumentException(
          "Expected troupe.gateway.auth.first-key-path to name a file in a folder this node may write to, but " + absolute + " is not.", cause);
    }
  }

  private void attempt() {
    create.apply(offer).thenAccept(this::answered);
  }

  private void answered(KeyReply reply) {
    if (reply instanceof KeyReply.Accepted) {
      settle(() -> Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
      LOG.warn("The first admin's key was made and lies in {}. Keep it, make keys of your own with it, then revoke it and remove the file.", place);
      return;
    }
    Refusal refusal = ((KeyReply.Refused) reply).refusal();
    if (refusal.code() == Code.OUTCOME_UNKNOWN || refusal.code() == Code.UNAVAILABLE) {
      system.scheduler().scheduleOnce(AGAIN, this::attempt, system.executionContext());
    } else {
      settle(() -> Files.deleteIfExists(aside));
      LOG.debug("The first admin's key was made before.");
    }
  }

  private void settle(Callable<?> files) {
    try {
      files.call();
    } catch (Exception cause) {
      LOG.error("The first admin's key, or one that was not needed, stays in {}: {}", aside, cause.toString());
    }
  }
}
