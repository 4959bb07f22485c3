package dev.troupe.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the JSON a client sent, strictly: UTF-8 that PostgreSQL can store, one value and nothing after it, no key twice, at most
 * {@value #MAX_DEPTH} levels, numbers of at most 1,000 digits kept exactly. Whatever is wrong is a refusal that says where.
 */
final class JsonReading {
  static final int MAX_DEPTH = 100;

  /** The one mapper of the gateway. */
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(1_000)
                          .maxNameLength(1_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final ObjectWriter CANONICAL = MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

  private JsonReading() {}

  /** An empty body is read as an object without fields when {@code mayBeEmpty}. */
  static Parsed<ObjectNode> object(byte[] body, boolean mayBeEmpty) {
    if (body.length == 0) {
      return mayBeEmpty
          ? new Parsed.Valid<>(MAPPER.createObjectNode())
          : malformed("Expected a JSON object, but the body is empty.");
    }
    if (!isUtf8(body)) {
      return malformed("Expected UTF-8, but the body has bytes that are not.");
    }
    try {
      JsonNode node = MAPPER.readTree(body);
      if (!(node instanceof ObjectNode object)) {
        return malformed("Expected a JSON object, but the body is " + kind(node) + ".");
      }
      return hasSuspectEscapes(body) && !isStorable(object)
          ? malformed("Expected text that can be stored, but a string holds the character 0 or half of a surrogate pair.")
          : new Parsed.Valid<>(object);
    } catch (StreamConstraintsException tooMuch) {
      return malformed("Expected JSON of at most " + MAX_DEPTH + " levels and 1000 characters a name or number, but it is more.");
    } catch (MismatchedInputException twice) {
      return malformed(twice.getOriginalMessage().startsWith("Duplicate") ? duplicate(twice) : trailing(twice));
    } catch (JsonProcessingException broken) {
      return malformed("Expected JSON, but " + where(broken) + ": " + sentence(broken));
    } catch (IOException impossible) {
      throw new UncheckedIOException("Reading from memory failed.", impossible);
    }
  }

  /** The same value always gives the same text, whatever the order of its fields. */
  static String canonical(JsonNode node) {
    return write(CANONICAL, node);
  }

  static String text(JsonNode node) {
    return write(MAPPER.writer(), node);
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "a string";
      case NUMBER -> node.isIntegralNumber() ? "an integer" : "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case MISSING -> "empty";
      default -> "of another kind";
    };
  }

  private static String write(ObjectWriter writer, JsonNode node) {
    try {
      return writer.writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException("Writing a tree failed.", impossible);
    }
  }

  private static boolean isUtf8(byte[] body) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException broken) {
      return false;
    }
  }

  /** Only an escape can bring in half of a pair, or the character 0; without one of those the text need not be looked through. */
  private static boolean hasSuspectEscapes(byte[] body) {
    for (int i = 0; i + 2 < body.length; i++) {
      if (body[i] == '\\' && body[i + 1] == 'u' && (body[i + 2] == 'd' || body[i + 2] == 'D' || body[i + 2] == '0')) {
        return true;
      }
    }
    return false;
  }

  /** PostgreSQL takes neither the character 0 nor half pairs, not even deep inside of a payload. */
  private static boolean isStorable(ObjectNode object) throws IOException {
    CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    try (JsonParser parts = object.traverse()) {
      for (JsonToken part = parts.nextToken(); part != null; part = parts.nextToken()) {
        boolean isText = part == JsonToken.FIELD_NAME || part == JsonToken.VALUE_STRING;
        if (isText && (parts.getText().indexOf('\0') >= 0 || !encoder.canEncode(parts.getText()))) {
          return false;
        }
      }
      return true;
    }
  }

  private static String duplicate(MismatchedInputException twice) {
    String[] quoted = twice.getOriginalMessage().split("[`'\"]", 3);
    return "Expected each field once, but " + (quoted.length > 1 ? quoted[1] : "one") + " comes twice, " + where(twice) + ".";
  }

  private static String trailing(MismatchedInputException broken) {
    return "Expected one JSON value and nothing after it, but there is more " + where(broken) + ".";
  }

  private static String where(JsonProcessingException broken) {
    JsonLocation location = broken.getLocation();
    return location == null ? "in it" : "at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /** Jackson's own words, without where it was reading from and which of its options would allow it. */
  private static String sentence(JsonProcessingException broken) {
    String message = broken.getOriginalMessage().lines().findFirst().orElse("it ends too early");
    return message.split(" \\(start marker|: enable ", 2)[0];
  }

  private static <T> Parsed<T> malformed(String detail) {
    return new Parsed.Invalid<>(Refusal.of(Code.MALFORMED, detail));
  }
}
