package dev.troupe.load.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.troupe.cli.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Plain calls, each to the next node in turn: whichever is asked, the contract is the same. */
final class Wire {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
  private final List<URI> nodes;
  private final String key;
  private int calls;

  /** @param key null when the server asks for none */
  Wire(List<URI> nodes, String key) {
    this.nodes = nodes;
    this.key = key;
  }

  boolean hasKey() {
    return key != null;
  }

  Wire with(String otherKey) {
    return new Wire(nodes, otherKey);
  }

  Reply get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  Reply delete(String path, String... headers) {
    return send("DELETE", path, null, headers);
  }

  /** @param body JSON with ' for ", so that it can be read here; null for none */
  Reply post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  Reply put(String path, String body, String... headers) {
    return send("PUT", path, body, headers);
  }

  Reply send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request = request(path).timeout(PATIENCE);
    if (body != null && !List.of(headers).contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.replace('\'', '"')));
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.headers(), json(response), response.body());
    } catch (IOException broken) {
      throw new CommandFailed("Could not call " + method + " " + path + ": " + broken, broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("Stopped", stopped);
    }
  }

  /** A stream of events; whoever opens it closes it. */
  HttpResponse<InputStream> stream(String path, String... headers) throws IOException {
    HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("Stopped", stopped);
    }
  }

  private HttpRequest.Builder request(String path) {
    URI node = nodes.get(calls++ % nodes.size());
    HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return request;
  }

  private static JsonNode json(HttpResponse<String> response) {
    if (!response.headers().firstValue("Content-Type").orElse("").contains("json")) {
      return MissingNode.getInstance();
    }
    try {
      return MAPPER.readTree(response.body());
    } catch (JsonProcessingException broken) {
      return MissingNode.getInstance();
    }
  }
}
