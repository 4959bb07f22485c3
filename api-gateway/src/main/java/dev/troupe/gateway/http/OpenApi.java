package dev.troupe.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The contract as an OpenAPI 3.1 document, put together from the hand-written parts under {@code openapi/}: the head with what all calls
 * share, the schemas, and the calls by subject.
 */
final class OpenApi {
  private static final List<String> PARTS = List.of("schemas", "examples", "answers", "agents", "work", "fleet", "keys", "pages");

  private OpenApi() {}

  static byte[] document() {
    ObjectNode whole = part("document");
    PARTS.forEach(name -> merge(whole, part(name), name));
    return JsonReading.text(whole).getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode part(String name) {
    byte[] text = Resources.bytes("openapi/" + name + ".json");
    return JsonReading.object(text, false)
        .fold(
            object -> object,
            refusal -> {
              throw new IllegalStateException("openapi/" + name + ".json: " + refusal.detail());
            });
  }

  /** Nothing may stand twice: two parts that define the same are a mistake. */
  private static void merge(ObjectNode into, ObjectNode from, String part) {
    from.properties()
        .forEach(
            field -> {
              if (!into.has(field.getKey())) {
                into.set(field.getKey(), field.getValue());
              } else if (into.get(field.getKey()) instanceof ObjectNode known && field.getValue() instanceof ObjectNode more) {
                merge(known, more, part);
              } else {
                throw new IllegalStateException("openapi/" + part + ".json defines " + field.getKey() + " a second time.");
              }
            });
  }
}
