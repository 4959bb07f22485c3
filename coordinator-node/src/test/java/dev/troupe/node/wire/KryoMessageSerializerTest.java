package dev.troupe.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ActorSystem;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.serialization.SerializationExtension;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.wire.Said.Anything;
import dev.troupe.node.wire.Said.Id;
import dev.troupe.node.wire.Said.Mood;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Two systems, each with a serializer of its own, as on two nodes. */
class KryoMessageSerializerTest {
  private static final ActorSystem one = ActorSystem.create("troupe", ConfigFactory.load("wire-test"));
  private static final ActorSystem two = ActorSystem.create("troupe", ConfigFactory.load("wire-test"));
  private static final KryoMessageSerializer here = serializer(one);
  private static final KryoMessageSerializer there = serializer(two);

  @AfterAll
  static void close() {
    TestKit.shutdownActorSystem(one);
    TestKit.shutdownActorSystem(two);
  }

  private static KryoMessageSerializer serializer(ActorSystem system) {
    return (KryoMessageSerializer) SerializationExtension.get(system).serializerByIdentity().apply(1702);
  }

  private static Object overTheWire(Object message) throws NotSerializableException {
    return there.fromBinary(here.toBinary(message), here.manifest(message));
  }

  private static Said.Everything everything() {
    return new Said.Everything(true, (byte) -1, 'ß', (short) 300, -4, Long.MIN_VALUE, 1.5f, Double.MIN_VALUE, null,
        List.of(new Id("a"), new Id("b")), Set.of("x", "y"), Map.of(new Id("k"), List.of(Mood.LOUD, Mood.CALM)),
        new Said.Shape.Square(2), akka.actor.ActorRef.noSender(), Optional.empty(), "é 😀 \ud83d \u0000");
  }

  @Test
  void carriesAMessageAsItIs() throws Exception {
    assertThat(overTheWire(everything())).isEqualTo(everything());
    assertThat(overTheWire(Said.Nothing.INSTANCE)).isSameAs(Said.Nothing.INSTANCE);
    assertThat(overTheWire(new Said.Answer.Yes())).isEqualTo(new Said.Answer.Yes());
    assertThat(overTheWire(new Said.Blob(new byte[] {0, -1, 7}))).isEqualTo(new Said.Blob(new byte[] {0, -1, 7}));
    assertThat(overTheWire(new Said.Blob(null))).isEqualTo(new Said.Blob(null));
  }

  @Test
  void carriesEveryKindOfCollectionInItsOrderAndUnmodifiable() throws Exception {
    List<Object> values = List.of(List.of(), List.of(1), List.of(1, 2, 3), new ArrayList<>(List.of("a")), Arrays.asList("a", null),
        Collections.unmodifiableList(new ArrayList<>(List.of(2L))), Stream.of("s").toList(), List.of(1, 2, 3).subList(1, 2),
        Set.of(), Set.of("one"), Set.of("one", "two"), new TreeSet<>(List.of(3, 1, 2)), Map.of(), Map.of("k", "v"),
        Map.of("k", 1, "l", 2), new TreeMap<>(Map.of("b", 1, "a", 2)), Optional.of(List.of(Optional.empty())));
    for (Object value : values) {
      assertThat(overTheWire(new Anything<>(value))).as(value.getClass().getName()).isEqualTo(new Anything<>(value));
    }
    Anything<?> sorted = (Anything<?>) overTheWire(new Anything<>(new TreeSet<>(IntStream.range(0, 100).boxed().toList())));
    assertThat((Set<?>) sorted.value()).extracting(Object.class::cast).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    Anything<?> list = (Anything<?>) overTheWire(new Anything<>(new ArrayList<>(List.of("a"))));
    assertThatThrownBy(((List<?>) list.value())::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void carriesReferencesToActorsOfTheSender() throws Exception {
    ActorRef<Said.Answer> local = Adapter.spawn(one, Behaviors.<Said.Answer>ignore(), "typed");
    Said.Ask ask = new Said.Ask(new Id("w-1"), 3, Duration.ofMillis(1500), Instant.parse("2026-11-21T05:00:00.123456789Z"),
        Optional.of(new Id("a-1")), local);

    Said.Ask arrived = (Said.Ask) overTheWire(ask);

    assertThat(ActorRefResolver.get(Adapter.toTyped(two)).toSerializationFormat(arrived.replyTo()))
        .isEqualTo(ActorRefResolver.get(Adapter.toTyped(one)).toSerializationFormat(local)).contains("@127.0.0.1:");
    assertThat(arrived).usingRecursiveComparison().ignoringFields("replyTo").isEqualTo(ask);
    assertThat(here.fromBinary(here.toBinary(ask), "k2")).isEqualTo(ask);
    akka.actor.ActorRef classic = Adapter.toClassic(local);
    assertThat(here.fromBinary(here.toBinary(new Anything<>(classic)), "k2")).isEqualTo(new Anything<>(classic));
  }

  @Test
  void answersAnActorOnAnotherNode() {
    Adapter.spawn(two, Behaviors.<Said.Ask>receiveMessage(ask -> {
      ask.replyTo().tell(new Said.Answer.Yes());
      return Behaviors.same();
    }), "answering");
    TestKit probe = new TestKit(one);
    String node = Cluster.get(two).selfMember().address().toString();
    one.actorSelection(node + "/user/answering").tell(
        new Said.Ask(new Id("w-1"), 1, Duration.ZERO, Instant.EPOCH, Optional.empty(), Adapter.toTyped(probe.getRef())), probe.getRef());

    probe.expectMsg(Duration.ofSeconds(20), new Said.Answer.Yes());
  }

  @Test
  void usesTheBuffersOfTheRemotingLikeByteArrays() throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    buffer.position(5);
    here.toBinary(everything(), buffer);
    buffer.flip().position(5);
    assertThat(there.fromBinary(buffer, "k2")).isEqualTo(everything());
    assertThat(buffer.hasRemaining()).isFalse();
    assertThatThrownBy(() -> here.toBinary(everything(), ByteBuffer.allocate(10))).isInstanceOf(BufferOverflowException.class);
  }

  @Test
  void refusesAClassThatIsNotRegistered() {
    assertThatThrownBy(() -> here.toBinary(new Anything<>(new java.util.concurrent.atomic.AtomicLong()))).isInstanceOf(WireRefused.class)
        .hasMessageContaining("Said$Anything: Class is not registered: java.util.concurrent.atomic.AtomicLong");
    assertThatThrownBy(() -> here.toBinary(new StringBuilder("x"))).isInstanceOf(WireRefused.class)
        .hasMessageContaining("Class is not registered: java.lang.StringBuilder");
    assertThatThrownBy(() -> here.fromBinary(new byte[] {127, 127}, "k2")).isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("Expected 2 bytes to be a message of this version").hasMessageContaining("unregistered class ID");
    assertThatThrownBy(() -> here.fromBinary(new byte[] {1}, "k1")).isInstanceOf(NotSerializableException.class)
        .hasMessage("Expected a message of format k2, but it is of format k1.");
  }

  @Test
  void refusesTruncatedAndOverlongBytes() {
    byte[] bytes = here.toBinary(everything());
    for (int length = 0; length < bytes.length; length++) {
      byte[] truncated = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> there.fromBinary(truncated, "k2")).as("%d bytes", length).isInstanceOf(NotSerializableException.class)
          .hasMessageContaining("to be a message of this version");
    }
    assertThatThrownBy(() -> there.fromBinary(Arrays.copyOf(bytes, bytes.length + 2), "k2"))
        .isInstanceOf(NotSerializableException.class).hasMessageContaining("2 bytes are left over");
  }

  @Test
  void readsDamagedBytesOrRefusesThem() {
    long seed = 20261121;
    Random random = new Random(seed);
    byte[] bytes = here.toBinary(everything());
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = bytes.clone();
      for (int i = 0; i < 1 + round % 3; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        there.fromBinary(damaged, "k2");
      } catch (NotSerializableException expected) {
        assertThat(expected).hasMessageContaining("to be a message of this version");
      }
    }
  }

  @Test
  void refusesWhatTheConstructorRefuses() throws Exception {
    byte[] bytes;
    Said.Positive.trusting = true;
    try {
      bytes = here.toBinary(new Said.Positive(-1));
    } finally {
      Said.Positive.trusting = false;
    }
    assertThatThrownBy(() -> there.fromBinary(bytes, "k2")).isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("Expected a positive number, but it is -1.");
  }

  @Test
  void refusesAMessageAboveTheBound() throws Exception {
    assertThat(overTheWire(new Said.Blob(new byte[1786 << 10]))).isEqualTo(new Said.Blob(new byte[1786 << 10]));
    assertThatThrownBy(() -> here.toBinary(new Said.Blob(new byte[1792 << 10]))).isInstanceOf(WireRefused.class)
        .hasMessageContaining("at most 1,835,008 bytes").hasMessageContaining("Said$Blob").hasMessageContaining("troupe.wire.max-message-bytes");
    assertThatThrownBy(() -> here.fromBinary(new byte[(1792 << 10) + 1], "k2")).isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("at most 1,835,008 bytes");
    // A refusal leaves nothing behind in the pooled buffers.
    assertThat(overTheWire(everything())).isEqualTo(everything());
  }

  @Test
  void servesManyThreadsAtOnce() {
    List<Said.Everything> arrived = IntStream.range(0, 5_000).parallel().mapToObj(i -> {
      try {
        return (Said.Everything) overTheWire(everything());
      } catch (NotSerializableException e) {
        throw new IllegalStateException(e);
      }
    }).toList();
    assertThat(Set.copyOf(arrived)).containsExactly(everything());
  }
}
