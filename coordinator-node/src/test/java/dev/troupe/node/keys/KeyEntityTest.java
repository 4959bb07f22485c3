package dev.troupe.node.keys;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.serialization.SerializationExtension;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.keys.KeyEvent.KeyCreated;
import dev.troupe.node.keys.KeyEvent.KeyRevoked;
import dev.troupe.node.keys.KeyEvent.KeyUsed;
import dev.troupe.protocol.AgentPattern;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.KeyCommand;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyReply;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.SecretHash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The actor with a journal: every event and state passes through JSON, and the entity is started anew from them. */
class KeyEntityTest {
  private static final String SECRET = "trp_k1_" + "5e".repeat(32);
  private static final KeyId ID = new KeyId("k1");
  private static final KeySpec SPEC =
      new KeySpec("team-a", KeyRole.AGENT, List.of(new AgentPattern("team-a-*")), Optional.empty());
  private static final Cause ADMIN = Cause.troupe("test");
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          EventSourcedBehaviorTestKit.config()
              .withFallback(
                  ConfigFactory.parseString(
                      """
                      akka.actor.serialization-bindings {
                        "dev.troupe.node.keys.KeyEvent" = jackson-json-event
                        "dev.troupe.node.keys.KeyState" = jackson-json-event
                      }
                      akka.actor.allow-java-serialization = on
                      """))
              .withFallback(ConfigFactory.parseResources("journal.conf"))
              .withFallback(ConfigFactory.defaultReferenceUnresolved())
              .resolve());

  private final Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private EventSourcedBehaviorTestKit<KeyCommand, KeyEvent, KeyState> entity;

  @BeforeEach
  void start() {
    entity =
        EventSourcedBehaviorTestKit.create(
            KIT.system(),
            KeyEntity.create(
                ID,
                new KeySettings(Duration.ofMinutes(5), Duration.ofMinutes(2)),
                () -> now,
                KIT.<ClusterSharding.ShardCommand>createTestProbe().ref()),
            EventSourcedBehaviorTestKit.disabledSerializationSettings().withVerifyEvents(true).withVerifyState(true));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void livesFromItsMakingToItsRevocationAndOverARestart() {
    var made = entity.<KeyReply>runCommand(replyTo -> new KeyCommand.Create(SPEC, SecretHash.of(SECRET), ADMIN, replyTo));
    assertThat(made.event()).isInstanceOf(KeyCreated.class);
    assertThat(((KeyReply.Accepted) made.reply()).key().spec()).isEqualTo(SPEC);
    var used = entity.<KeyReply>runCommand(replyTo -> new KeyCommand.Verify(SecretHash.of(SECRET), replyTo));
    assertThat(used.event()).isInstanceOf(KeyUsed.class);
    assertThat(used.reply()).isInstanceOf(KeyReply.Accepted.class);
    entity.restart();
    var again = entity.<KeyReply>runCommand(replyTo -> new KeyCommand.Verify(SecretHash.of(SECRET), replyTo));
    assertThat(again.hasNoEvents()).isTrue();
    assertThat(((KeyReply.Accepted) again.reply()).key().lastUsedAt()).contains(now);
    var revoked = entity.<KeyReply>runCommand(replyTo -> new KeyCommand.Revoke(ADMIN, replyTo));
    assertThat(revoked.event()).isInstanceOf(KeyRevoked.class);
    entity.restart();
    var refused = entity.<KeyReply>runCommand(replyTo -> new KeyCommand.Verify(SecretHash.of(SECRET), replyTo));
    assertThat(((KeyReply.Refused) refused.reply()).refusal().code()).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(((KeyReply.Refused) refused.reply()).refusal().detail()).contains("revoked");
  }

  @Test
  void refusesAWrongSecretWithoutATrace() {
    entity.<KeyReply>runCommand(replyTo -> new KeyCommand.Create(SPEC, SecretHash.of(SECRET), ADMIN, replyTo));
    var refused = entity.<KeyReply>runCommand(replyTo -> new KeyCommand.Verify(SecretHash.of("another"), replyTo));
    assertThat(refused.hasNoEvents()).isTrue();
    assertThat(((KeyReply.Refused) refused.reply()).refusal().code()).isEqualTo(Code.UNAUTHENTICATED);
  }

  @Test
  void storesTheHashAloneOfItsSecret() {
    var made = entity.<KeyReply>runCommand(replyTo -> new KeyCommand.Create(SPEC, SecretHash.of(SECRET), ADMIN, replyTo));
    var used = entity.<KeyReply>runCommand(replyTo -> new KeyCommand.Verify(SecretHash.of(SECRET), replyTo));
    for (Object stored : List.of(made.event(), made.state(), used.event(), used.state())) {
      byte[] bytes = SerializationExtension.get(KIT.system()).serialize(stored).get();
      assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("k1").doesNotContain("5e".repeat(8), SECRET);
    }
    assertThat(made.reply().toString()).doesNotContain(SecretHash.of(SECRET).value());
  }
}
