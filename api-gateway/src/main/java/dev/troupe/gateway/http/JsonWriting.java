package dev.troupe.gateway.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.troupe.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Writes answers: times in RFC 3339 UTC with milliseconds, what is absent as null, enums in lower case. */
final class JsonWriting {
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int SECONDS = 60;
  private static final int NANOS_PER_MILLI = 1_000_000;

  /** The last minute that was written: most instants of an answer lie in it, and a formatter took half of the time of writing an item. */
  private static volatile Minute last = new Minute(0, "1970-01-01T00:00:");

  private record Minute(long sinceEpoch, String text) {}

  private JsonWriting() {}

  /** Writes one JSON value. */
  @FunctionalInterface
  interface Value {
    void write(JsonGenerator to) throws IOException;
  }

  static HttpResponse ok(Value value) {
    return response(200, value);
  }

  static HttpResponse response(int status, Value value) {
    return HttpResponse.create().withStatus(status).withEntity(entity(ContentTypes.APPLICATION_JSON, value));
  }

  static HttpEntity.Strict entity(ContentType type, Value value) {
    return HttpEntities.create(type, bytes(value));
  }

  static byte[] bytes(Value value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
    try (JsonGenerator to = JsonReading.MAPPER.getFactory().createGenerator(out)) {
      value.write(to);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Writing to memory failed.", impossible);
    }
    return out.toByteArray();
  }

  static String instant(Instant at) {
    long minute = Math.floorDiv(at.getEpochSecond(), SECONDS);
    Minute known = last;
    if (known.sinceEpoch() != minute) {
      known = new Minute(minute, MINUTE.format(at));
      last = known;
    }
    int second = (int) (at.getEpochSecond() - minute * SECONDS);
    int milli = at.getNano() / NANOS_PER_MILLI;
    return new StringBuilder(known.text())
        .append((char) ('0' + second / 10))
        .append((char) ('0' + second % 10))
        .append('.')
        .append((char) ('0' + milli / 100))
        .append((char) ('0' + milli / 10 % 10))
        .append((char) ('0' + milli % 10))
        .append('Z')
        .toString();
  }

  static void instant(JsonGenerator to, String name, Instant at) throws IOException {
    to.writeStringField(name, instant(at));
  }

  static void instant(JsonGenerator to, String name, Optional<Instant> at) throws IOException {
    text(to, name, at.map(JsonWriting::instant));
  }

  static void text(JsonGenerator to, String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      to.writeStringField(name, value.get().toString());
    } else {
      to.writeNullField(name);
    }
  }

  static void texts(JsonGenerator to, String name, Collection<?> values) throws IOException {
    to.writeArrayFieldStart(name);
    for (Object value : values) {
      to.writeString(value.toString());
    }
    to.writeEndArray();
  }

  static void number(JsonGenerator to, String name, Optional<? extends Number> value) throws IOException {
    if (value.isPresent()) {
      to.writeNumberField(name, new BigDecimal(value.get().toString()));
    } else {
      to.writeNullField(name);
    }
  }

  static void raw(JsonGenerator to, String name, Optional<Json> value) throws IOException {
    to.writeFieldName(name);
    if (value.isPresent()) {
      to.writeRawValue(value.get().value());
    } else {
      to.writeNull();
    }
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static Optional<String> lower(Optional<? extends Enum<?>> value) {
    return value.map(JsonWriting::lower);
  }
}
