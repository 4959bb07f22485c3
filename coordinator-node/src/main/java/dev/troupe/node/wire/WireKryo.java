package dev.troupe.node.wire;

import akka.actor.ExtendedActorSystem;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A Kryo that knows the registered classes only. Not safe for use by two threads at once; messages are trees, so it tracks no references. */
final class WireKryo extends Kryo {
  /** Kryo itself takes 0 to 9. These never change; a new class takes the next. */
  private static final int FIRST_KNOWN_ID = 20;

  /** Messages are flat; deeper nesting means damaged bytes, and would end in a stack overflow. */
  private static final int MAX_DEPTH = 100;

  private int nextId = FIRST_KNOWN_ID;

  WireKryo(ExtendedActorSystem system, WireRegistry registry) {
    setRegistrationRequired(true);
    setReferences(false);
    setInstantiatorStrategy(new DefaultInstantiatorStrategy());
    setMaxDepth(MAX_DEPTH);
    super.getRegistration(String.class).setSerializer(new ValueCodecs.Text());
    known(byte[].class, new ValueCodecs.Bytes());
    known(List.class, ValueCodecs.Elements.list());
    known(Set.class, ValueCodecs.Elements.set());
    known(Map.class, new ValueCodecs.Entries());
    known(akka.actor.typed.ActorRef.class, new ValueCodecs.TypedRef(system));
    known(akka.actor.ActorRef.class, new ValueCodecs.ClassicRef(system));
    known(Optional.class, getDefaultSerializer(Optional.class));
    known(Instant.class, getDefaultSerializer(Instant.class));
    known(Duration.class, getDefaultSerializer(Duration.class));
    known(BigDecimal.class, new ValueCodecs.Decimal());
    registry.classes().forEach((id, type) ->
        register(new Registration(type, type.isRecord() ? new RecordCodec(type) : getDefaultSerializer(type), id)));
  }

  private void known(Class<?> type, Serializer<?> codec) {
    register(new Registration(type, codec, nextId++));
  }

  /** Collections and actor references come in many private classes; what counts is what they are. */
  @Override
  @SuppressWarnings("rawtypes") // Kryo's signature
  public Registration getRegistration(Class type) {
    if (List.class.isAssignableFrom(type)) {
      return super.getRegistration(List.class);
    } else if (Set.class.isAssignableFrom(type)) {
      return super.getRegistration(Set.class);
    } else if (Map.class.isAssignableFrom(type)) {
      return super.getRegistration(Map.class);
    } else if (akka.actor.typed.ActorRef.class.isAssignableFrom(type)) {
      return super.getRegistration(akka.actor.typed.ActorRef.class);
    } else if (akka.actor.ActorRef.class.isAssignableFrom(type)) {
      return super.getRegistration(akka.actor.ActorRef.class);
    }
    return super.getRegistration(type);
  }
}
