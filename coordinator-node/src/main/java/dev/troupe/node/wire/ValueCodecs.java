package dev.troupe.node.wire;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How the values inside messages travel that are not records: collections of whatever class arrive as unmodifiable ones with the same order;
 * actor references arrive as references to the same actor. A length that claims more than there are bytes left is refused before room is made for it.
 */
final class ValueCodecs {
  private static final int MAX_DIGITS = 100;

  private ValueCodecs() {}

  private static int readLength(Input input, int bytesEach) {
    int length = input.readVarInt(true);
    if (length < 0 || (long) length * bytesEach > input.limit() - input.position()) {
      throw new KryoException("Expected %,d elements, but only %,d bytes are left.".formatted(length, input.limit() - input.position()));
    }
    return length;
  }

  /** Kryo's own text format, which keeps any sequence of UTF-16 units, but not its trust in the length it reads. */
  static final class Text extends Serializer<String> {
    Text() {
      super(true, true);
    }

    @Override
    public void write(Kryo kryo, Output output, String text) {
      output.writeString(text);
    }

    @Override
    public String read(Kryo kryo, Input input, Class<? extends String> type) {
      return readText(input);
    }
  }

  private static String readText(Input input) {
    if (input.readVarIntFlag()) {
      int start = input.position();
      int charsAndOne = input.readVarIntFlag(true);
      if (charsAndOne < 0 || charsAndOne - 1 > input.limit() - input.position()) {
        throw new KryoException("Expected a text of %,d characters, but only %,d bytes are left."
            .formatted(charsAndOne - 1, input.limit() - input.position()));
      }
      input.setPosition(start);
    }
    return input.readString();
  }

  /** As its digits; Kryo's own codec answers damaged bytes with an exception that means a bug. */
  static final class Decimal extends Serializer<BigDecimal> {
    Decimal() {
      super(false, true);
    }

    @Override
    public void write(Kryo kryo, Output output, BigDecimal number) {
      output.writeString(number.toString());
    }

    @Override
    public BigDecimal read(Kryo kryo, Input input, Class<? extends BigDecimal> type) {
      String digits = readText(input);
      if (digits == null || digits.length() > MAX_DIGITS) {
        throw new KryoException("Expected a decimal number of at most " + MAX_DIGITS + " characters.");
      }
      return new BigDecimal(digits);
    }
  }

  static final class Bytes extends Serializer<byte[]> {
    @Override
    public void write(Kryo kryo, Output output, byte[] bytes) {
      output.writeVarInt(bytes.length, true);
      output.writeBytes(bytes);
    }

    @Override
    public byte[] read(Kryo kryo, Input input, Class<? extends byte[]> type) {
      return input.readBytes(readLength(input, 1));
    }
  }

  /** Lists and sets. */
  static final class Elements<C extends Collection<?>> extends Serializer<C> {
    private final Function<List<Object>, C> finish;

    private Elements(Function<List<Object>, C> finish) {
      super(false, true);
      this.finish = finish;
    }

    static Elements<List<?>> list() {
      return new Elements<>(Collections::unmodifiableList);
    }

    static Elements<Set<?>> set() {
      return new Elements<>(elements -> Collections.unmodifiableSet(new LinkedHashSet<>(elements)));
    }

    @Override
    public void write(Kryo kryo, Output output, C elements) {
      output.writeVarInt(elements.size(), true);
      elements.forEach(element -> kryo.writeClassAndObject(output, element));
    }

    @Override
    public C read(Kryo kryo, Input input, Class<? extends C> type) {
      int size = readLength(input, 1);
      List<Object> elements = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        elements.add(kryo.readClassAndObject(input));
      }
      return finish.apply(elements);
    }
  }

  static final class Entries extends Serializer<Map<?, ?>> {
    Entries() {
      super(false, true);
    }

    @Override
    public void write(Kryo kryo, Output output, Map<?, ?> entries) {
      output.writeVarInt(entries.size(), true);
      entries.forEach((key, value) -> {
        kryo.writeClassAndObject(output, key);
        kryo.writeClassAndObject(output, value);
      });
    }

    @Override
    public Map<?, ?> read(Kryo kryo, Input input, Class<? extends Map<?, ?>> type) {
      int size = readLength(input, 2);
      Map<Object, Object> entries = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        entries.put(kryo.readClassAndObject(input), kryo.readClassAndObject(input));
      }
      return Collections.unmodifiableMap(entries);
    }
  }

  static final class TypedRef extends Serializer<akka.actor.typed.ActorRef<?>> {
    private final ActorRefResolver resolver;

    TypedRef(ExtendedActorSystem system) {
      super(false, true);
      resolver = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public void write(Kryo kryo, Output output, akka.actor.typed.ActorRef<?> ref) {
      output.writeString(resolver.toSerializationFormat(ref));
    }

    @Override
    public akka.actor.typed.ActorRef<?> read(Kryo kryo, Input input, Class<? extends akka.actor.typed.ActorRef<?>> type) {
      return resolver.resolveActorRef(readText(input));
    }
  }

  static final class ClassicRef extends Serializer<akka.actor.ActorRef> {
    private final ExtendedActorSystem system;

    ClassicRef(ExtendedActorSystem system) {
      super(false, true);
      this.system = system;
    }

    @Override
    public void write(Kryo kryo, Output output, akka.actor.ActorRef ref) {
      output.writeString(Serialization.serializedActorPath(ref));
    }

    @Override
    public akka.actor.ActorRef read(Kryo kryo, Input input, Class<? extends akka.actor.ActorRef> type) {
      return system.provider().resolveActorRef(readText(input));
    }
  }
}
