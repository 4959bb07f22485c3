package dev.troupe.node.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import akka.actor.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.agent.AgentEvent;
import dev.troupe.node.journal.JournalFacts;
import dev.troupe.node.keys.GuardEvent;
import dev.troupe.node.keys.KeyEvent;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.protocol.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every form in which an event was ever stored stays readable. The files under {@code golden} are append only: when the form of an event changes,
 * its newest form gets a file of the next number, and the older files must still be read. To write the missing files, run this test with
 * {@code -Dtroupe.golden.write=true}, and look at what it wrote.
 */
class StoredEventsStayReadableTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static ActorSystem system;

  @BeforeAll
  static void start() {
    var config =
        ConfigFactory.parseString(
                """
                akka.actor.provider = local
                akka.actor.serialization-bindings {
                  "dev.troupe.node.work.WorkEvent" = jackson-json-event
                  "dev.troupe.node.agent.AgentEvent" = jackson-json-event
                  "dev.troupe.node.keys.KeyEvent" = jackson-json-event
                  "dev.troupe.node.keys.GuardEvent" = jackson-json-event
                }
                """)
            .withFallback(ConfigFactory.parseResources("journal.conf"))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();
    system = ActorSystem.create("stored", config);
  }

  @AfterAll
  static void stop() {
    system.terminate();
  }

  static Stream<JournalFacts> events() {
    return Samples.all().stream();
  }

  @ParameterizedTest
  @MethodSource("events")
  void isStoredAsItsNewestFormSays(JournalFacts event) throws IOException {
    List<Path> forms = forms(event);
    if (forms.isEmpty()) {
      writeFirst(event);
    }
    Path newest = forms(event).get(forms(event).size() - 1);
    assertThat(JSON.readTree(json(event))).as(newest.toString()).isEqualTo(JSON.readTree(Files.readString(newest)));
  }

  @ParameterizedTest
  @MethodSource("events")
  void readsEveryFormItEverHad(JournalFacts event) throws IOException {
    List<Path> forms = forms(event);
    for (Path form : forms) {
      Object read = read(event, Files.readAllBytes(form));
      assertThat(read).as(form.toString()).hasSameClassAs(event);
      if (form.equals(forms.get(forms.size() - 1))) {
        assertThat(read).isEqualTo(event);
      }
    }
  }

  @Test
  void coversEveryEvent() {
    List<String> sampled = Samples.all().stream().map(event -> event.getClass().getName()).toList();
    assertThat(sampled).containsAll(leaves(WorkEvent.class)).containsAll(leaves(AgentEvent.class)).containsAll(leaves(KeyEvent.class)).containsAll(leaves(GuardEvent.class));
  }

  /** The cause of a sampled trace has one field more; all events share the form of their cause. */
  @Test
  void keepsTheSpanOfASampledTrace() throws IOException {
    Cause cause = new Cause("agent:ada", Optional.empty(), "", Optional.of("4bf92f3577b34da6a3ce929d0e0e4736")).under("00f067aa0ba902b7");
    WorkEvent event = new WorkEvent.WorkDue(Instant.parse("2026-11-21T12:00:00.123456Z"), cause);
    byte[] form = Files.readAllBytes(Path.of("src/test/resources/golden-traced.json"));
    assertThat(JSON.readTree(json(event))).isEqualTo(JSON.readTree(form));
    assertThat(read(event, form)).isEqualTo(event);
  }

  private static List<String> leaves(Class<?> type) {
    if (!type.isSealed()) {
      return List.of(type.getName());
    }
    return Arrays.stream(type.getPermittedSubclasses()).flatMap(sub -> leaves(sub).stream()).toList();
  }

  private static List<Path> forms(JournalFacts event) {
    List<Path> forms = new ArrayList<>();
    for (int number = 1; Files.exists(form(event, number)); number++) {
      forms.add(form(event, number));
    }
    return forms;
  }

  private static Path form(JournalFacts event, int number) {
    return GOLDEN.resolve(event.action() + "." + number + ".json");
  }

  private static void writeFirst(JournalFacts event) {
    if (!Boolean.getBoolean("troupe.golden.write")) {
      fail("Expected " + form(event, 1) + ", but there is none. Run with -Dtroupe.golden.write=true and look at it.");
    }
    try {
      Files.createDirectories(GOLDEN);
      Files.writeString(form(event, 1), JSON.readTree(json(event)).toPrettyString() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(JournalFacts event) {
    return new String(serialization().serialize(event).get(), StandardCharsets.UTF_8);
  }

  private static Object read(JournalFacts event, byte[] bytes) {
    var serializer = (SerializerWithStringManifest) serialization().findSerializerFor(event);
    return serialization().deserialize(bytes, serializer.identifier(), serializer.manifest(event)).get();
  }

  private static Serialization serialization() {
    return SerializationExtension.get(system);
  }
}
