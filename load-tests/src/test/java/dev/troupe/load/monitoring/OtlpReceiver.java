package dev.troupe.load.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans as Jaeger and the OpenTelemetry collector do: {@code POST /v1/traces} in OTLP's JSON. */
final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  /** @param node of whom it came */
  record Received(String node, String traceId, String spanId, String parentId, String name, int kind, long startNanos, long endNanos, Map<String, String> attributes) {}

  private OtlpReceiver(HttpServer server) {
    this.server = server;
  }

  static OtlpReceiver start() throws IOException {
    OtlpReceiver receiver = new OtlpReceiver(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 16));
    receiver.server.createContext("/v1/traces", receiver::take);
    receiver.server.start();
    return receiver;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Received> ofTrace(String traceId) {
    return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = new ObjectMapper().readTree(exchange.getRequestBody());
      for (JsonNode resource : request.path("resourceSpans")) {
        String node = attributes(resource.path("resource")).get("service.instance.id");
        for (JsonNode scope : resource.path("scopeSpans")) {
          scope.path("spans").forEach(span -> spans.add(received(node, span)));
        }
      }
      exchange.sendResponseHeaders(200, 2);
      exchange.getResponseBody().write("{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
  }

  private static Received received(String node, JsonNode span) {
    return new Received(
        node,
        span.path("traceId").asText(),
        span.path("spanId").asText(),
        span.path("parentSpanId").asText(""),
        span.path("name").asText(),
        span.path("kind").asInt(),
        Long.parseLong(span.path("startTimeUnixNano").asText()),
        Long.parseLong(span.path("endTimeUnixNano").asText()),
        attributes(span));
  }

  private static Map<String, String> attributes(JsonNode of) {
    Map<String, String> attributes = new HashMap<>();
    of.path("attributes").forEach(each -> attributes.put(each.path("key").asText(), each.path("value").path("stringValue").asText()));
    return attributes;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
