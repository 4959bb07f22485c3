package dev.troupe.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Spans as an ExportTraceServiceRequest in OTLP's JSON encoding (OpenTelemetry protocol 1.x): ids in hexadecimal, times as decimal strings. */
final class OtlpJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ERROR = 2;

  private OtlpJson() {}

  static byte[] of(List<Span> spans, String node) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 * spans.size());
    try (JsonGenerator to = JSON.createGenerator(bytes)) {
      to.writeStartObject();
      to.writeArrayFieldStart("resourceSpans");
      to.writeStartObject();
      to.writeObjectFieldStart("resource");
      attributes(to, Map.of("service.name", "troupe", "service.instance.id", node));
      to.writeEndObject();
      to.writeArrayFieldStart("scopeSpans");
      to.writeStartObject();
      to.writeObjectFieldStart("scope");
      to.writeStringField("name", "dev.troupe");
      to.writeEndObject();
      to.writeArrayFieldStart("spans");
      for (Span span : spans) {
        write(to, span);
      }
      to.writeEndArray();
      to.writeEndObject();
      to.writeEndArray();
      to.writeEndObject();
      to.writeEndArray();
      to.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator to, Span span) throws IOException {
    to.writeStartObject();
    to.writeStringField("traceId", span.traceId());
    to.writeStringField("spanId", span.spanId());
    if (!span.parentId().isEmpty()) {
      to.writeStringField("parentSpanId", span.parentId());
    }
    to.writeStringField("name", span.name());
    to.writeNumberField("kind", span.kind().number());
    to.writeStringField("startTimeUnixNano", nanos(span.start()));
    to.writeStringField("endTimeUnixNano", nanos(span.end()));
    attributes(to, span.attributes());
    if (span.failed()) {
      to.writeObjectFieldStart("status");
      to.writeNumberField("code", ERROR);
      to.writeEndObject();
    }
    to.writeEndObject();
  }

  private static void attributes(JsonGenerator to, Map<String, String> attributes) throws IOException {
    to.writeArrayFieldStart("attributes");
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      to.writeStartObject();
      to.writeStringField("key", attribute.getKey());
      to.writeObjectFieldStart("value");
      to.writeStringField("stringValue", attribute.getValue());
      to.writeEndObject();
      to.writeEndObject();
    }
    to.writeEndArray();
  }

  private static String nanos(Instant at) {
    return Long.toString(Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano()));
  }
}
