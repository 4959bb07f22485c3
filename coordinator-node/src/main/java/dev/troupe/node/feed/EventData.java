package dev.troupe.node.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;

/** A stored event as others may see it. */
final class EventData {
  /** A lease's token is told to its holder alone; the fingerprint of a request means nothing outside. */
  private static final Set<String> SECRET = Set.of("lease_token", "fingerprint");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final JsonNode event;

  private EventData(JsonNode event) {
    this.event = event;
  }

  /** @throws UncheckedIOException when it is not JSON, which the journal's writer does not let happen */
  static EventData of(byte[] stored) {
    try {
      JsonNode event = MAPPER.readTree(stored);
      conceal(event);
      return new EventData(event);
    } catch (IOException notJson) {
      throw new UncheckedIOException("Expected a stored event to be JSON, but it is not.", notJson);
    }
  }

  /** Numbers keep their digits; nothing at all when it would be longer than {@code maxBytes}. */
  byte[] bytes(int maxBytes) {
    try {
      byte[] bytes = MAPPER.writeValueAsBytes(event);
      return bytes.length > maxBytes ? new byte[0] : bytes;
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException("Writing to memory failed.", impossible);
    }
  }

  /** @param pointer such as {@code /spec/team} */
  Optional<String> text(String pointer) {
    return Optional.ofNullable(event.at(pointer).textValue());
  }

  private static void conceal(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(SECRET);
    }
    node.forEach(EventData::conceal);
  }
}
