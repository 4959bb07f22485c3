package dev.troupe.gateway.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.troupe.protocol.AgentPattern;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyQuery;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.Names;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the bodies and the queries of the calls on keys. */
final class KeyBodies {
  private static final int DEFAULT_PAGE = 50;

  private KeyBodies() {}

  static Parsed<KeySpec> spec(Fields fields) {
    String name =
        fields.required(
            "name",
            text -> {
              Names.requireName("a name", text, KeySpec.MAX_NAME_LENGTH);
              return text;
            });
    Optional<KeyRole> role = Optional.ofNullable(fields.oneOf("role", KeyRole.class, null));
    fields.required("role", role);
    List<AgentPattern> agents = fields.list("agents", KeySpec.MAX_AGENTS, AgentPattern::new);
    Optional<Instant> expiresAt = fields.instant("expires_at");
    return fields.build(() -> new KeySpec(name, role.orElseThrow(), agents, expiresAt));
  }

  static Parsed<KeyId> id(Fields fields, String key) {
    KeyId id = fields.fromPath("key_id", key, KeyId::new);
    return fields.build(() -> id);
  }

  record Page(Optional<KeyId> after, int limit) {}

  static Parsed<Page> page(Query query) {
    Fields fields = Fields.of(JsonNodeFactory.instance.objectNode());
    Optional<KeyId> after =
        query.text("cursor").flatMap(cursor -> Optional.ofNullable(fields.fromPath("cursor", cursor, KeyId::new)));
    Integer limit = fields.fromPath("limit", query.text("limit").orElse(Integer.toString(DEFAULT_PAGE)), KeyBodies::limit);
    return fields.build(() -> new Page(after, limit));
  }

  private static int limit(String text) {
    if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > KeyQuery.MAX_PAGE) {
      throw new IllegalArgumentException("Expected limit from 1 to " + KeyQuery.MAX_PAGE + ", but it is another.");
    }
    return Integer.parseInt(text);
  }
}
