package dev.troupe.node.work;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import com.typesafe.config.ConfigFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A state that was stored as a snapshot is read back as it was. */
class SnapshotsStayEqualTest {
  private static ActorSystem system;

  @BeforeAll
  static void start() {
    var config =
        ConfigFactory.parseString(
                """
                akka.actor.provider = local
                akka.actor.serialization-bindings { "dev.troupe.node.work.WorkState" = jackson-json-event }
                """)
            .withFallback(ConfigFactory.parseResources("journal.conf"))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();
    system = ActorSystem.create("snapshots", config);
  }

  @AfterAll
  static void stop() {
    system.terminate();
  }

  static Stream<WorkState> states() {
    return EveryCommandInEveryStateTest.states().stream();
  }

  @ParameterizedTest
  @MethodSource("states")
  void isReadAsItWasStored(WorkState state) {
    Serialization serialization = SerializationExtension.get(system);
    var serializer = serialization.findSerializerFor(state);
    byte[] stored = serializer.toBinary(state);
    Object read =
        serialization.deserialize(stored, serializer.identifier(), Serializers.manifestFor(serializer, state)).get();
    assertThat(read).isEqualTo(state);
  }
}
