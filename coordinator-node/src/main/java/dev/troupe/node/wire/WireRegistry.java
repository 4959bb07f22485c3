package dev.troupe.node.wire;

import dev.troupe.protocol.Added;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The classes that may travel between nodes, found from a few roots: a sealed interface leads to what it permits, a record to the types of
 * its components and their type arguments. What is found must be a record, an enum, a sealed interface or one of {@link #KNOWN}.
 *
 * <p>A class travels under a number computed from its name and shape (components with their types in their order, or an enum's constants). So
 * the order of discovery does not matter, a new class moves no other, and a class whose shape changed is unknown to the other version, which
 * refuses it instead of misreading it. Components that were {@link Added} later do not count: versions with and without them understand each other ({@link RecordCodec}).
 */
public final class WireRegistry {
  /** Numbers of 21 bits take three bytes on the wire; those below this are Kryo's own and the known classes'. */
  private static final int FIRST_ID = 1_000;
  private static final int IDS = (1 << 21) - FIRST_ID;

  /** What a record may be made of beside records, enums and sealed interfaces: the primitives, their boxes, and these. */
  static final Set<Class<?>> KNOWN = Set.of(
      String.class, Integer.class, Long.class, Short.class, Byte.class, Character.class, Boolean.class, Double.class, Float.class,
      byte[].class, BigDecimal.class, Instant.class, Duration.class, Optional.class, List.class, Set.class, Map.class, Collection.class,
      akka.actor.typed.ActorRef.class, akka.actor.ActorRef.class);

  private static final Map<Class<?>, Object> IF_ABSENT =
      Map.of(Optional.class, Optional.empty(), List.class, List.of(), Set.class, Set.of(), Map.class, Map.of());

  private final SortedMap<Integer, Class<?>> classes;

  private WireRegistry(SortedMap<Integer, Class<?>> classes) {
    this.classes = Collections.unmodifiableSortedMap(classes);
  }

  /** @throws WireRefused naming the component whose type cannot travel, or two classes with the same number */
  public static WireRegistry of(Collection<Class<?>> roots) {
    Walk walk = new Walk();
    roots.forEach(root -> walk.visit(root, "the roots"));
    SortedMap<Integer, Class<?>> classes = new TreeMap<>();
    for (Class<?> type : walk.found) {
      Class<?> other = classes.put(id(type), type);
      if (other != null) {
        throw new WireRefused("Expected a number of its own for each class, but %s and %s share %d; rename one of them."
            .formatted(other.getName(), type.getName(), id(type)));
      }
    }
    return new WireRegistry(classes);
  }

  /** Every class that may travel, by its number. */
  public SortedMap<Integer, Class<?>> classes() {
    return classes;
  }

  static int id(Class<?> type) {
    CRC32C hash = new CRC32C();
    hash.update(shape(type).getBytes(StandardCharsets.UTF_8));
    return FIRST_ID + (int) (hash.getValue() % IDS);
  }

  private static String shape(Class<?> type) {
    Stream<String> parts = type.isRecord()
        ? Arrays.stream(type.getRecordComponents()).filter(c -> !c.isAnnotationPresent(Added.class)).map(c -> c.getName() + ":" + c.getGenericType().getTypeName())
        : Arrays.stream(type.getEnumConstants()).map(constant -> ((Enum<?>) constant).name());
    return parts.collect(Collectors.joining(",", type.getName() + "(", ")"));
  }

  /** What an added component is when a node of an earlier version wrote its record; null for one that is not added. */
  static Object ifAbsent(RecordComponent component) {
    if (!component.isAnnotationPresent(Added.class)) {
      return null;
    }
    Object empty = IF_ABSENT.get(component.getType());
    if (empty == null) {
      throw new WireRefused("Expected an added component to be one of %s, but %s is not."
          .formatted(IF_ABSENT.keySet().stream().map(Class::getSimpleName).sorted().toList(), where(component)));
    }
    return empty;
  }

  private static void checkAdded(RecordComponent[] components) {
    for (int i = 0; i < components.length; i++) {
      boolean added = ifAbsent(components[i]) != null;
      if (!added && i > 0 && ifAbsent(components[i - 1]) != null) {
        throw new WireRefused("Expected what was added to a record to stand last, but %s stands behind it.".formatted(where(components[i])));
      }
    }
  }

  private static String where(RecordComponent component) {
    return component.getDeclaringRecord().getName() + "." + component.getName();
  }

  private static final class Walk {
    final List<Class<?>> found = new ArrayList<>();
    private final Set<Type> seen = new HashSet<>();

    void visit(Type type, String where) {
      if (!seen.add(type)) {
        return;
      }
      if (type instanceof Class<?> c) {
        visitClass(c, where);
      } else if (type instanceof ParameterizedType p) {
        visit(p.getRawType(), where);
        for (Type argument : p.getActualTypeArguments()) {
          visit(argument, where);
        }
      } else if (type instanceof WildcardType w) {
        visitBounds(w.getUpperBounds(), where);
      } else if (type instanceof TypeVariable<?> v) {
        visitBounds(v.getBounds(), where);
      } else if (type instanceof GenericArrayType) {
        refuse(type, where);
      }
    }

    /** An unbounded type says nothing: what it stands for must be found elsewhere, and is refused when it is sent otherwise. */
    private void visitBounds(Type[] bounds, String where) {
      for (Type bound : bounds) {
        if (bound != Object.class) {
          visit(bound, where);
        }
      }
    }

    private void visitClass(Class<?> type, String where) {
      if (type.isPrimitive() || KNOWN.contains(type)) {
        return;
      }
      // First of all: an enum whose constants have bodies is sealed, too.
      if (type.isEnum()) {
        found.add(type);
      } else if (type.isSealed()) {
        for (Class<?> permitted : type.getPermittedSubclasses()) {
          visit(permitted, type.getName());
        }
      } else if (type.isRecord()) {
        found.add(type);
        checkAdded(type.getRecordComponents());
        for (RecordComponent component : type.getRecordComponents()) {
          visit(component.getGenericType(), where(component));
        }
      } else if (!isOpenBranch(type)) {
        refuse(type, where);
      }
    }

    /** A non-sealed interface among what a sealed one permits: what an entity says to itself, which never leaves its node. */
    private static boolean isOpenBranch(Class<?> type) {
      return type.isInterface() && Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
    }

    private static void refuse(Type type, String where) {
      throw new WireRefused("Expected a record, an enum, a sealed interface or one of %s, but %s leads to %s."
          .formatted(KNOWN.stream().map(Class::getSimpleName).sorted().toList(), where, type.getTypeName()));
    }
  }
}
