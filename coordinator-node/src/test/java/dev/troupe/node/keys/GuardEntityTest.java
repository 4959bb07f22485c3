package dev.troupe.node.keys;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.keys.GuardEvent.AuthRefused;
import dev.troupe.protocol.GuardCommand;
import dev.troupe.protocol.GuardCommand.NoteRefused;
import dev.troupe.protocol.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GuardEntityTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          EventSourcedBehaviorTestKit.config()
              .withFallback(
                  ConfigFactory.parseString(
                      """
                      akka.actor.serialization-bindings {
                        "dev.troupe.node.keys.GuardEvent" = jackson-json-event
                        "dev.troupe.node.keys.GuardState" = jackson-json-event
                      }
                      """))
              .withFallback(ConfigFactory.parseResources("journal.conf"))
              .withFallback(ConfigFactory.defaultReferenceUnresolved())
              .resolve());

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void writesDownWhoWasRefusedAndCountsOnAfterARestart() {
    EventSourcedBehaviorTestKit<GuardCommand, GuardEvent, GuardState> guard =
        EventSourcedBehaviorTestKit.create(
            KIT.system(),
            GuardEntity.create(
                new KeySettings(Duration.ofMinutes(5), Duration.ofMinutes(2)),
                () -> NOON,
                KIT.<ClusterSharding.ShardCommand>createTestProbe().ref()),
            EventSourcedBehaviorTestKit.disabledSerializationSettings().withVerifyEvents(true).withVerifyState(true));
    Optional<KeyId> presented = Optional.of(new KeyId("k1"));
    assertThat(guard.runCommand(new NoteRefused("10.0.0.1", presented)).event()).isEqualTo(new AuthRefused("10.0.0.1", presented, NOON));
    guard.restart();
    assertThat(guard.runCommand(new NoteRefused("10.0.0.2", Optional.empty())).state()).isEqualTo(new GuardState(2));
  }
}
