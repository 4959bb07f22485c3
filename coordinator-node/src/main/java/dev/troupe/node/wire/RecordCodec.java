package dev.troupe.node.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.troupe.protocol.Added;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * A record as the number of its bytes and its components in their declared order, read back through its canonical constructor, so that what the constructor refuses cannot
 * arrive. A component of a final class is written without its class; others say which class they are. (Kryo's own sorts components by name
 * and looks its constructor up at each read.)
 *
 * <p>Components that were {@link Added} later are empty when the bytes end before them, and bytes behind the last component are those of a later version's: they are left out.
 */
final class RecordCodec extends Serializer<Record> {
  private final Class<?> type;
  private final Method[] accessors;
  private final Class<?>[] types;
  private final Constructor<?> constructor;
  private final Object[] absent;

  RecordCodec(Class<?> type) {
    super(false, true);
    RecordComponent[] components = type.getRecordComponents();
    this.type = type;
    this.absent = Arrays.stream(components).map(WireRegistry::ifAbsent).toArray();
    this.types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    this.accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
    try {
      this.constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
    constructor.setAccessible(true);
    for (Method accessor : accessors) {
      accessor.setAccessible(true);
    }
  }

  @Override
  public void write(Kryo kryo, Output output, Record message) {
    int start = output.position();
    output.writeInt(0);
    for (int i = 0; i < types.length; i++) {
      Object value;
      try {
        value = accessors[i].invoke(message);
      } catch (ReflectiveOperationException e) {
        throw new KryoException("Expected to read " + type.getName() + "." + accessors[i].getName(), e);
      }
      if (types[i].isPrimitive()) {
        kryo.writeObject(output, value);
      } else if (isOnlyClass(types[i])) {
        kryo.writeObjectOrNull(output, value, types[i]);
      } else {
        kryo.writeClassAndObject(output, value);
      }
    }
    int end = output.position();
    output.setPosition(start);
    output.writeInt(end - start - Integer.BYTES);
    output.setPosition(end);
  }

  @Override
  public Record read(Kryo kryo, Input input, Class<? extends Record> ignored) {
    int length = input.readInt();
    if (length < 0 || length > input.limit() - input.position()) {
      throw new KryoException("Expected %,d bytes of %s, but only %,d are left.".formatted(length, type.getName(), input.limit() - input.position()));
    }
    int end = input.position() + length;
    Object[] values = absent.clone();
    for (int i = 0; i < types.length && (input.position() < end || values[i] == null); i++) {
      if (types[i].isPrimitive()) {
        values[i] = kryo.readObject(input, types[i]);
      } else if (isOnlyClass(types[i])) {
        values[i] = kryo.readObjectOrNull(input, types[i]);
      } else {
        values[i] = kryo.readClassAndObject(input);
      }
    }
    if (input.position() > end) {
      throw new KryoException("Expected %s to take %,d bytes, but it takes more.".formatted(type.getName(), length));
    }
    input.setPosition(end);
    try {
      return (Record) constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new KryoException("The constructor of " + type.getName() + " refused what arrived: " + e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new KryoException("Expected to create " + type.getName() + " from what arrived", e);
    }
  }

  /** Whether a value of this static type can only be of that class: enums are not, as a constant with a body is of its own class. */
  private static boolean isOnlyClass(Class<?> type) {
    return type.isRecord() || type == String.class || type == Instant.class || type == Duration.class;
  }
}
