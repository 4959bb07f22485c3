package dev.troupe.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.troupe.protocol.KeyQuery.KeyListReply;
import dev.troupe.protocol.KeyView;
import java.io.IOException;
import java.time.Instant;

/** Keys as the contract writes them: never with their secret, but for the one answer that tells it. */
final class KeyViews {
  private KeyViews() {}

  static void key(JsonGenerator to, KeyView key, Instant now) throws IOException {
    to.writeStartObject();
    fields(to, key, now);
    to.writeEndObject();
  }

  /** @param text the key itself, shown this once */
  static void created(JsonGenerator to, KeyView key, String text, Instant now) throws IOException {
    to.writeStartObject();
    fields(to, key, now);
    to.writeStringField("key", text);
    to.writeEndObject();
  }

  static void page(JsonGenerator to, KeyListReply.Page page, Instant now) throws IOException {
    to.writeStartObject();
    to.writeArrayFieldStart("items");
    for (KeyView key : page.keys()) {
      key(to, key, now);
    }
    to.writeEndArray();
    JsonWriting.text(to, "next_cursor", page.next());
    JsonWriting.instant(to, "as_of", page.asOf());
    to.writeEndObject();
  }

  private static void fields(JsonGenerator to, KeyView key, Instant now) throws IOException {
    to.writeStringField("id", key.id().value());
    to.writeStringField("name", key.spec().name());
    to.writeStringField("role", JsonWriting.lower(key.spec().role()));
    JsonWriting.texts(to, "agents", key.spec().agents());
    to.writeStringField("status", status(key, now));
    JsonWriting.instant(to, "created_at", key.createdAt());
    to.writeStringField("created_by", key.createdBy());
    JsonWriting.instant(to, "expires_at", key.spec().expiresAt());
    JsonWriting.instant(to, "revoked_at", key.revokedAt());
    JsonWriting.instant(to, "last_used_at", key.lastUsedAt());
  }

  private static String status(KeyView key, Instant now) {
    if (key.revokedAt().isPresent()) {
      return "revoked";
    }
    return key.spec().isExpiredAt(now) ? "expired" : "active";
  }
}
