package dev.troupe.node.wire;

import akka.actor.ExtendedActorSystem;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.SerializerWithStringManifest;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.KryoBufferOverflowException;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import com.typesafe.config.Config;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Akka's serializer for messages between nodes. What may travel is what {@code akka.actor.serialization-bindings} binds to it, and what that
 * consists of ({@link WireRegistry}); the registry is built when the system starts, so a type that cannot travel stops the start, not a claim.
 *
 * <p>Writing refuses with {@link WireRefused}: a class that is not registered, a message above {@code troupe.wire.max-message-bytes}. Reading
 * refuses with {@link NotSerializableException}, which Akka takes for a message of another version: it logs and drops it, and the connection
 * stays. Safe for use by any number of threads.
 */
public final class KryoMessageSerializer extends SerializerWithStringManifest implements ByteBufferSerializer {
  /** The name under which types are bound to this serializer. */
  public static final String BINDING = "troupe-kryo";

  /** Says how the bytes are to be read; another format takes another. */
  private static final String MANIFEST = "k2";
  private static final int IDENTIFIER = 1702;
  private static final int FIRST_BUFFER_BYTES = 1024;

  private final int maxMessageBytes;
  private final Pool<Coder> coders;

  private record Coder(WireKryo kryo, Output output, Input input) {}

  /** The signature Akka looks for. */
  public KryoMessageSerializer(ExtendedActorSystem system) {
    Config config = system.settings().config();
    maxMessageBytes = Math.toIntExact(config.getBytes("troupe.wire.max-message-bytes"));
    if (maxMessageBytes < FIRST_BUFFER_BYTES || maxMessageBytes > 64 << 20) {
      throw new IllegalArgumentException(
          "Expected troupe.wire.max-message-bytes from 1 KiB to 64 MiB, but it is %,d bytes.".formatted(maxMessageBytes));
    }
    WireRegistry registry = WireRegistry.of(roots(system, config));
    coders = new Pool<>(true, false, 2 * Runtime.getRuntime().availableProcessors()) {
      @Override
      protected Coder create() {
        return new Coder(new WireKryo(system, registry), new Output(FIRST_BUFFER_BYTES, maxMessageBytes), new Input());
      }
    };
  }

  private static List<Class<?>> roots(ExtendedActorSystem system, Config config) {
    List<Class<?>> roots = new ArrayList<>();
    config.getObject("akka.actor.serialization-bindings").forEach((name, serializer) -> {
      if (BINDING.equals(serializer.unwrapped())) {
        roots.add(load(system, name));
      }
    });
    return roots;
  }

  private static Class<?> load(ExtendedActorSystem system, String name) {
    try {
      return Class.forName(name, false, system.dynamicAccess().classLoader());
    } catch (ClassNotFoundException e) {
      throw new WireRefused("Expected a class that is bound to " + BINDING + ", but " + name + " is not there.", e);
    }
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return MANIFEST;
  }

  @Override
  public byte[] toBinary(Object message) {
    Coder coder = coders.obtain();
    try {
      return write(coder, message).toBytes();
    } finally {
      coders.free(coder);
    }
  }

  /** @throws java.nio.BufferOverflowException if the buffer is too small, which is how Akka learns that a message is too large for a frame */
  @Override
  public void toBinary(Object message, ByteBuffer buffer) {
    Coder coder = coders.obtain();
    try {
      Output written = write(coder, message);
      buffer.put(written.getBuffer(), 0, written.position());
    } finally {
      coders.free(coder);
    }
  }

  private Output write(Coder coder, Object message) {
    Output output = coder.output;
    output.reset();
    try {
      coder.kryo.writeClassAndObject(output, message);
    } catch (KryoBufferOverflowException e) {
      throw new WireRefused("Expected a message of at most %,d bytes, but %s takes more (troupe.wire.max-message-bytes)."
          .formatted(maxMessageBytes, message.getClass().getName()), e);
    } catch (IllegalArgumentException | KryoException e) {
      throw new WireRefused("Expected a message of registered classes, but in a " + message.getClass().getName() + ": "
          + firstLine(e), e);
    }
    return output;
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (!MANIFEST.equals(manifest)) {
      throw new NotSerializableException("Expected a message of format " + MANIFEST + ", but it is of format " + manifest + ".");
    }
    if (bytes.length > maxMessageBytes) {
      throw new NotSerializableException("Expected a message of at most %,d bytes, but it has %,d (troupe.wire.max-message-bytes)."
          .formatted(maxMessageBytes, bytes.length));
    }
    Coder coder = coders.obtain();
    try {
      coder.input.setBuffer(bytes);
      Object message = coder.kryo.readClassAndObject(coder.input);
      if (coder.input.position() != bytes.length) {
        throw new KryoException("%,d bytes are left over.".formatted(bytes.length - coder.input.position()));
      }
      return message;
    } catch (KryoException | IllegalArgumentException | ClassCastException | IndexOutOfBoundsException e) {
      NotSerializableException refused =
          new NotSerializableException("Expected %,d bytes to be a message of this version, but: %s".formatted(bytes.length, firstLine(e)));
      refused.initCause(e);
      throw refused;
    } finally {
      coders.free(coder);
    }
  }

  @Override
  public Object fromBinary(ByteBuffer buffer, String manifest) throws NotSerializableException {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return fromBinary(bytes, manifest);
  }

  /** Kryo appends how to register the class, which is not how it is done here. */
  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
