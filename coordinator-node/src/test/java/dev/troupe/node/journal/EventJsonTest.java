package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import akka.serialization.jackson.JacksonMigration;
import akka.testkit.javadsl.TestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.journal.Happened.Answer;
import dev.troupe.node.journal.Happened.Claimed;
import dev.troupe.node.journal.Happened.Everything;
import dev.troupe.node.journal.Happened.ItemId;
import dev.troupe.node.journal.Happened.Place;
import dev.troupe.node.journal.Happened.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Akka 2.8.5's Jackson serializer, as the journal configures it, on the Jackson of the root pom. */
class EventJsonTest {
  private static final ActorSystem system = ActorSystem.create("event-json", ConfigFactory.load("journal-test"));
  private static final Serialization serialization = SerializationExtension.get(system);

  private static final Everything EVERYTHING = new Everything(Happened.AT, new ItemId("w-17"), Map.of(new ItemId("w-1"), new Token(7)),
      List.of(new ItemId("w-2")), Optional.of(new Token(8)), Optional.empty(), new Place("hall", 2), Answer.NOT_YET);
  private static final String EVERYTHING_JSON = "{\"at\":\"2026-11-21T05:00:00.123456Z\",\"item\":\"w-17\",\"tokens\":{\"w-1\":7},"
      + "\"items\":[\"w-2\"],\"token\":8,\"place\":{\"value\":\"hall\",\"floor\":2},\"answer\":\"NOT_YET\"}";

  @AfterAll
  static void close() {
    TestKit.shutdownActorSystem(system);
  }

  private static Object read(Class<?> type, String json) {
    return serialization.deserialize(json.getBytes(StandardCharsets.UTF_8), 1701, type.getName()).get();
  }

  private static String write(Object event) {
    return new String(serialization.serialize(event).get(), StandardCharsets.UTF_8);
  }

  @Test
  void writesNamesInSnakeCaseAndIdsAsPlainValues() {
    assertThat(write(EVERYTHING)).isEqualTo(EVERYTHING_JSON);
    assertThat(write(new Claimed(Happened.AT, new ItemId("w-1"), new Token(3), 1.5, Optional.of("a-1"), Optional.empty(), Optional.empty(),
        Optional.empty()))).isEqualTo("{\"at\":\"2026-11-21T05:00:00.123456Z\",\"work_id\":\"w-1\",\"lease_token\":3,"
            + "\"lease_seconds\":1.5,\"agent_id\":\"a-1\"}");
  }

  @Test
  void readsWhatItWrote() {
    assertThat(read(Everything.class, EVERYTHING_JSON)).isEqualTo(EVERYTHING);
    assertThat(Serializers.manifestFor(serialization.findSerializerFor(EVERYTHING), EVERYTHING)).isEqualTo(Everything.class.getName());
    assertThat(serialization.findSerializerFor(EVERYTHING).identifier()).isEqualTo(1701);
  }

  @Test
  void readsTheEventsOfANewerAndAnOlderVersion() {
    Claimed claimed = (Claimed) read(Claimed.class, "{\"at\":\"2026-11-21T05:00:00Z\",\"work_id\":\"w-1\",\"lease_token\":3,"
        + "\"lease_seconds\":30,\"added_by_a_newer_version\":{\"x\":[1]}}");
    assertThat(claimed.workId()).isEqualTo(new ItemId("w-1"));
    assertThat(claimed.agentId()).isEmpty();
    assertThat(claimed.traceId()).isEmpty();
  }

  @Test
  void refusesAMissingNumber() {
    assertThatThrownBy(() -> read(Claimed.class, "{\"at\":\"2026-11-21T05:00:00Z\",\"work_id\":\"w-1\",\"lease_token\":3}"))
        .hasMessageContaining("lease");
  }

  /** A class that no longer exists, and the migration that journal-test.conf names for it. */
  static final class NoteToNoted extends JacksonMigration {
    @Override
    public int currentVersion() {
      return 2;
    }

    @Override
    public String transformClassName(int fromVersion, String className) {
      return Happened.Noted.class.getName();
    }

    @Override
    public JsonNode transform(int fromVersion, JsonNode json) {
      return ((ObjectNode) json).set("note", json.get("text"));
    }
  }

  @Test
  void readsAnEventThatWasRenamedSince() {
    byte[] json = "{\"at\":\"2026-11-21T05:00:00.123456Z\",\"text\":\"old\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(serialization.deserialize(json, 1701, "dev.troupe.node.journal.Happened$Note").get()).isEqualTo(Happened.Noted.of("old"));
  }

  @Test
  void writesNoCompressedPayload() {
    String json = write(new Happened.Noted(Happened.AT, "x".repeat(100_000)));
    assertThat(json).startsWith("{\"at\"").hasSizeGreaterThan(100_000);
  }
}
