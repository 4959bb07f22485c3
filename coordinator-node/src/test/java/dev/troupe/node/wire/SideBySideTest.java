package dev.troupe.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.testkit.javadsl.TestKit;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message in the shapes that two versions give it, each compiled by itself, as on two nodes while an update rolls. */
class SideBySideTest {
  private static final ActorSystem system = ActorSystem.create("troupe", ConfigFactory.load("wire-test"));

  private static final String BEFORE = "public record Message(String text, Part part, long number) {}";
  private static final String AFTER =
      "public record Message(String text, Part part, long number, @Added(in = \"2\") Optional<Later> later, @Added(in = \"3\") List<String> names) {}";
  private static final String PART_BEFORE = "public record Part(String name) {}";
  private static final String PART_AFTER = "public record Part(String name, @Added(in = \"2\") Set<String> marks) {}";

  @TempDir Path folder;

  @AfterAll
  static void close() {
    TestKit.shutdownActorSystem(system);
  }

  @Test
  void whatTheVersionBeforeSaysIsReadWithEmptyComponents() throws Exception {
    Version before = version("before", BEFORE, PART_BEFORE);
    Version after = version("after", AFTER, PART_AFTER);
    byte[] said = before.write(before.make("Message", "hello", before.make("Part", "p"), 7L));
    assertThat(after.read(said)).hasToString("Message[text=hello, part=Part[name=p, marks=[]], number=7, later=Optional.empty, names=[]]");
  }

  /** Also when what was added is of a class that the version before does not have. */
  @Test
  void whatTheNextVersionAddsIsLeftOut() throws Exception {
    Version before = version("before", BEFORE, PART_BEFORE);
    Version after = version("after", AFTER, PART_AFTER);
    Object part = after.make("Part", "p", Set.of("m"));
    byte[] said = after.write(after.make("Message", "hello", part, 7L, Optional.of(after.make("Later", 5)), List.of("a", "b")));
    assertThat(before.read(said)).hasToString("Message[text=hello, part=Part[name=p], number=7]");
    assertThat(after.read(said))
        .hasToString("Message[text=hello, part=Part[name=p, marks=[m]], number=7, later=Optional[Later[number=5]], names=[a, b]]");
  }

  @Test
  void anyOtherChangeIsRefused() throws Exception {
    Version before = version("before", BEFORE, PART_BEFORE);
    byte[] said = before.write(before.make("Message", "hello", before.make("Part", "p"), 7L));
    for (String other :
        List.of(
            "public record Message(Part part, String text, long number) {}",
            "public record Message(String text, Part part, int number) {}",
            "public record Message(String text, Part part) {}",
            "public record Message(String text, Part part, long number, Optional<Later> later) {}")) {
      Version after = version("other", other, PART_BEFORE);
      assertThatThrownBy(() -> after.read(said)).as(other).isInstanceOf(KryoException.class);
    }
  }

  @Test
  void whatWasAddedIsEmptyableAndStandsLast() {
    assertThatThrownBy(() -> version("long", "public record Message(String text, @Added(in = \"2\") long number) {}", PART_BEFORE))
        .isInstanceOf(WireRefused.class)
        .hasMessageContaining("Message.number is not");
    assertThatThrownBy(() -> version("last", "public record Message(@Added(in = \"2\") List<String> names, String text) {}", PART_BEFORE))
        .isInstanceOf(WireRefused.class)
        .hasMessageContaining("Message.text stands behind it");
  }

  private Version version(String name, String message, String part) throws IOException, ClassNotFoundException {
    Path home = Files.createDirectories(folder.resolve(name + "-" + Math.abs(message.hashCode())));
    String head = "import dev.troupe.protocol.Added; import java.util.*;\n";
    Path[] sources = {
      Files.writeString(home.resolve("Message.java"), head + message),
      Files.writeString(home.resolve("Part.java"), head + part),
      Files.writeString(home.resolve("Later.java"), "public record Later(int number) {}")
    };
    String[] names = Arrays.stream(sources).map(Path::toString).toArray(String[]::new);
    String[] arguments = {"-d", home.toString(), "-cp", System.getProperty("java.class.path")};
    int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, concat(arguments, names));
    assertThat(result).as("compiled").isZero();
    ClassLoader loader = new URLClassLoader(new URL[] {home.toUri().toURL()}, SideBySideTest.class.getClassLoader());
    WireRegistry registry = WireRegistry.of(List.of(loader.loadClass("Message"), loader.loadClass("Part")));
    return new Version(loader, new WireKryo((ExtendedActorSystem) system, registry));
  }

  private static String[] concat(String[] first, String[] second) {
    String[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private record Version(ClassLoader loader, WireKryo kryo) {
    Object make(String name, Object... components) throws ReflectiveOperationException {
      return loader.loadClass(name).getDeclaredConstructors()[0].newInstance(components);
    }

    byte[] write(Object message) {
      Output output = new Output(64, 4_096);
      kryo.writeClassAndObject(output, message);
      return output.toBytes();
    }

    Object read(byte[] bytes) {
      return kryo.readClassAndObject(new Input(bytes));
    }
  }
}
