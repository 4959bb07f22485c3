package dev.troupe.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.protocol.Json;
import dev.troupe.protocol.Names;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Violation;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads the fields of one object and remembers all that is wrong with them, so that a client hears of every fault at once. Nothing is
 * coerced: a number in quotes is not a number. {@code null} counts as absent. After a fault the value read is null or empty; that is
 * safe because {@link #build} then refuses instead of building. Fields nobody asked for are refused too, with the name that was
 * probably meant.
 */
final class Fields {
  /** More faults than these are not listed. */
  static final int MAX_VIOLATIONS = 50;

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private final ObjectNode node;
  private final String prefix;
  private final List<Violation> violations;
  private final Set<String> asked = new TreeSet<>(Set.of("request_id"));
  private final List<Fields> nested = new ArrayList<>();

  private Fields(ObjectNode node, String prefix, List<Violation> violations) {
    this.node = node;
    this.prefix = prefix;
    this.violations = violations;
  }

  static Fields of(ObjectNode node) {
    return new Fields(node, "", new ArrayList<>());
  }

  /** The value, unless anything was wrong; {@code value} is only called when nothing was. */
  <T> Parsed<T> build(Supplier<T> value) {
    noteUnknown();
    if (violations.isEmpty()) {
      try {
        return new Parsed.Valid<>(value.get());
      } catch (IllegalArgumentException refused) {
        note("", refused.getMessage());
      }
    }
    return new Parsed.Invalid<>(Refusal.invalid(violations));
  }

  /** A value that stands in the path of the call instead of in its body. */
  <T> T fromPath(String name, String value, Function<String, T> make) {
    return made(name, value, make);
  }

  /** A value made of several fields; {@code name} is the one to blame. */
  <T> T checked(String name, Supplier<T> make) {
    return made(name, "", ignored -> make.get());
  }

  <T> T required(String name, Function<String, T> make) {
    return required(name, optional(name, make));
  }

  <T> Optional<T> optional(String name, Function<String, T> make) {
    return string(name).flatMap(value -> Optional.ofNullable(made(name, value, make)));
  }

  String requiredText(String name, int maxLength) {
    return required(name, text(name, maxLength));
  }

  Optional<String> text(String name, int maxLength) {
    return optional(name, value -> checked(value, text -> Names.requireText(name, text, maxLength)));
  }

  int integer(String name, int absent, int min, int max) {
    return integer(name, min, max).map(Long::intValue).orElse(absent);
  }

  Optional<Long> integer(String name, long min, long max) {
    return present(name)
        .flatMap(
            value -> {
              if (!value.isIntegralNumber()) {
                return wrongKind(name, "an integer", value);
              }
              if (!value.canConvertToLong() || value.longValue() < min || value.longValue() > max) {
                note(name, "Expected " + name + " from " + min + " to " + max + ", but it is another.");
                return Optional.empty();
              }
              return Optional.of(value.longValue());
            });
  }

  <T> T required(String name, Optional<T> value) {
    if (value.isEmpty() && isAbsent(name)) {
      note(name, "Expected " + name + ", but it is missing.");
    }
    return value.orElse(null);
  }

  Optional<Duration> seconds(String name, long min, Duration max) {
    return integer(name, min, max.toSeconds()).map(Duration::ofSeconds);
  }

  Optional<BigDecimal> decimal(String name) {
    return present(name)
        .flatMap(value -> value.isNumber() ? Optional.of(value.decimalValue()) : wrongKind(name, "a number", value));
  }

  boolean flag(String name, boolean absent) {
    return present(name)
        .flatMap(value -> value.isBoolean() ? Optional.of(value.booleanValue()) : wrongKind(name, "true or false", value))
        .orElse(absent);
  }

  <E extends Enum<E>> E oneOf(String name, Class<E> type, E absent) {
    return optional(name, value -> constant(name, type, value)).orElse(absent);
  }

  /** A time in RFC 3339, from 1970 to 9999, cut to milliseconds. */
  Optional<Instant> instant(String name) {
    return optional(name, value -> parseInstant(name, value));
  }

  /** Any JSON value but null, kept as its text. */
  Optional<Json> json(String name) {
    return present(name).flatMap(value -> Optional.ofNullable(made(name, JsonReading.text(value), Json::new)));
  }

  <T> List<T> list(String name, int maxCount, Function<String, T> make) {
    List<T> values = new ArrayList<>();
    List<JsonNode> elements = elements(name, maxCount);
    for (int i = 0; i < elements.size(); i++) {
      String at = name + "[" + i + "]";
      if (elements.get(i).isTextual()) {
        values.add(made(at, elements.get(i).textValue(), make));
      } else {
        wrongKind(at, "a string", elements.get(i));
      }
    }
    return values;
  }

  List<Fields> objects(String name, int maxCount) {
    List<Fields> objects = new ArrayList<>();
    List<JsonNode> elements = elements(name, maxCount);
    for (int i = 0; i < elements.size(); i++) {
      nest(name + "[" + i + "]", elements.get(i)).ifPresent(objects::add);
    }
    return objects;
  }

  Optional<Fields> object(String name) {
    return present(name).flatMap(value -> nest(name, value));
  }

  /** An object of strings. */
  Map<String, String> strings(String name, int maxCount, Consumer<String> key, Consumer<String> value) {
    Map<String, String> strings = new TreeMap<>();
    object(name)
        .ifPresent(
            entries -> {
              checkCount(name, entries.node.size(), maxCount);
              entries.node.fieldNames().forEachRemaining(entry -> entries.asked.add(entry));
              entries.node.fieldNames().forEachRemaining(entry -> readEntry(entries, entry, strings, key, value));
            });
    return strings;
  }

  private void checkCount(String name, int count, int maxCount) {
    if (count > maxCount) {
      note(name, "Expected at most " + maxCount + " " + name + ", but there are " + count + ".");
    }
  }

  private static void readEntry(
      Fields entries, String entry, Map<String, String> strings, Consumer<String> key, Consumer<String> value) {
    String name = shortened(entry);
    entries.made(name, entry, text -> checked(text, key));
    JsonNode node = entries.node.get(entry);
    if (node.isTextual()) {
      entries.made(name, node.textValue(), text -> checked(text, value));
      strings.put(entry, node.textValue());
    } else {
      entries.wrongKind(name, "a string", node);
    }
  }

  private Optional<Fields> nest(String name, JsonNode value) {
    if (!(value instanceof ObjectNode object)) {
      return wrongKind(name, "an object", value);
    }
    Fields fields = new Fields(object, prefix + name + ".", violations);
    nested.add(fields);
    return Optional.of(fields);
  }

  /** The elements of an array; none when it is too long, so that a hostile list costs nothing. */
  List<JsonNode> elements(String name, int maxCount) {
    Optional<JsonNode> value = present(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!value.get().isArray()) {
      wrongKind(name, "an array", value.get());
      return List.of();
    }
    if (value.get().size() > maxCount) {
      note(name, "Expected at most " + maxCount + " " + name + ", but there are " + value.get().size() + ".");
      return List.of();
    }
    List<JsonNode> elements = new ArrayList<>(value.get().size());
    value.get().forEach(elements::add);
    return elements;
  }

  private Optional<String> string(String name) {
    return present(name)
        .flatMap(value -> value.isTextual() ? Optional.of(value.textValue()) : wrongKind(name, "a string", value));
  }

  private Optional<JsonNode> present(String name) {
    asked.add(name);
    return isAbsent(name) ? Optional.empty() : Optional.of(node.get(name));
  }

  private boolean isAbsent(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull();
  }

  private <T> T made(String name, String value, Function<String, T> make) {
    try {
      return make.apply(value);
    } catch (IllegalArgumentException refused) {
      note(name, refused.getMessage());
      return null;
    }
  }

  private static String checked(String value, Consumer<String> check) {
    check.accept(value);
    return value;
  }

  /** The constant of this name in lower case. */
  static <E extends Enum<E>> E constant(String name, Class<E> type, String value) {
    List<String> known = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      if (JsonWriting.lower(constant).equals(value)) {
        return constant;
      }
      known.add(JsonWriting.lower(constant));
    }
    throw new IllegalArgumentException("Expected " + name + " to be one of " + String.join(", ", known) + ", but it is another.");
  }

  /** A time in RFC 3339, from 1970 to 9999, cut to milliseconds. */
  static Instant parseInstant(String name, String value) {
    try {
      Instant at = OffsetDateTime.parse(value).toInstant();
      if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
        throw new IllegalArgumentException("Expected " + name + " from 1970 to 9999, but it is another year.");
      }
      return at.truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException notATime) {
      throw new IllegalArgumentException(
          "Expected " + name + " as a time like 2026-11-21T09:30:00Z, but it cannot be read as one.", notATime);
    }
  }

  private <T> Optional<T> wrongKind(String name, String expected, JsonNode found) {
    note(name, "Expected " + expected + ", but it is " + JsonReading.kind(found) + ".");
    return Optional.empty();
  }

  private void noteUnknown() {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!asked.contains(name)) {
        String hint =
            DidYouMean.among(asked, name.toLowerCase(Locale.ROOT))
                .map(meant -> "Did you mean " + meant + "?")
                .orElse("This call takes " + String.join(", ", asked) + ".");
        note(shortened(name), "Expected no such field. " + hint);
      }
    }
    nested.forEach(Fields::noteUnknown);
  }

  private void note(String name, String message) {
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(new Violation(prefix + name, message));
    }
  }

  static String shortened(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "…";
  }
}
