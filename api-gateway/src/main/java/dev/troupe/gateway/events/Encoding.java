package dev.troupe.gateway.events;

import akka.util.ByteString;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery.FeedEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Events as CloudEvents 1.0 in JSON (CNCF, 2019), each in one server-sent event (WHATWG HTML, section 9.2): the position is its id, the action its
 * name. JSON has no raw line ends, so one {@code data:} line is enough.
 */
final class Encoding {
  private static final String TYPE_PREFIX = "dev.troupe.";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final JsonFactory json = new JsonFactory();
  private final String source;

  Encoding(String source) {
    this.source = source;
  }

  List<Frame> frames(List<FeedEvent> events) {
    return events.stream().map(event -> new Frame(event, event(event.position(), event.action(), cloudEvent(event)))).toList();
  }

  /** Tells a reader that it has missed events, and goes on at {@code from}. */
  ByteString reset(EventPosition from, String reason, Instant now) {
    byte[] data =
        write(
            to -> {
              attributes(to, from, "reset", now);
              to.writeObjectFieldStart("data");
              to.writeStringField("reason", reason);
              to.writeEndObject();
            });
    return event(from, "reset", data);
  }

  /** What a stream begins with: how soon to come back once it ends, and from where. Browsers take both without telling the page. */
  static ByteString greeting(EventPosition from, long retryMillis) {
    return ByteString.fromString("retry: " + retryMillis + "\nid: " + from + "\n\n");
  }

  /** A comment, with the position reached, so that a reader whose filter lets little through need not go far back. */
  static ByteString ping(EventPosition position) {
    return ByteString.fromString(": ping\nid: " + position + "\n\n");
  }

  private static ByteString event(EventPosition position, String name, byte[] data) {
    byte[] head = ("id: " + position + "\nevent: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8);
    byte[] whole = new byte[head.length + data.length + 2];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(data, 0, whole, head.length, data.length);
    whole[whole.length - 2] = '\n';
    whole[whole.length - 1] = '\n';
    return ByteString.fromArrayUnsafe(whole);
  }

  private byte[] cloudEvent(FeedEvent event) {
    return write(
        to -> {
          attributes(to, event.position(), event.action(), event.at());
          to.writeStringField("subject", event.entityId());
          to.writeNumberField("version", event.version());
          extension(to, "team", event.team());
          extension(to, "worktype", event.workType());
          extension(to, "agentid", event.agentId());
          extension(to, "actor", event.actor());
          extension(to, "traceid", event.traceId());
          if (event.data().length > 0) {
            to.writeFieldName("data");
            to.writeRawValue(new String(event.data(), StandardCharsets.UTF_8));
          } else {
            to.writeStringField("dataref", event.kind().equals("work") ? "/v1/work/" + event.entityId() + "/history" : "/v1/agents/" + event.entityId());
          }
        });
  }

  private void attributes(JsonGenerator to, EventPosition position, String action, Instant at) throws IOException {
    to.writeStringField("specversion", "1.0");
    to.writeStringField("id", position.toString());
    to.writeStringField("source", source);
    to.writeStringField("type", TYPE_PREFIX + action);
    to.writeStringField("time", TIME.format(at));
    to.writeStringField("datacontenttype", "application/json");
  }

  private static void extension(JsonGenerator to, String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      to.writeStringField(name, value.get());
    }
  }

  private interface Fields {
    void write(JsonGenerator to) throws IOException;
  }

  private byte[] write(Fields fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
    try (JsonGenerator to = json.createGenerator(out)) {
      to.writeStartObject();
      fields.write(to);
      to.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Writing to memory failed.", impossible);
    }
    return out.toByteArray();
  }
}
