package dev.troupe.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.gateway.http.Contract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Calls a gateway as any client would. */
public final class Client {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).version(HttpClient.Version.HTTP_1_1).build();
  public final int port;

  Client(int port) {
    this.port = port;
  }

  /** @param body null when there is none, or when it is not JSON */
  public record Answer(int status, HttpResponse<byte[]> raw, JsonNode body) {
    public String header(String name) {
      return raw.headers().firstValue(name).orElse(null);
    }

    public String code() {
      return body.path("code").asText();
    }
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer delete(String path, String... headers) {
    return send(with(request(path).DELETE(), headers));
  }

  public Answer post(String path, String body, String... headers) {
    return send(with(json(path).POST(BodyPublishers.ofString(body)), headers));
  }

  public Answer put(String path, String body, String... headers) {
    return send(with(json(path).PUT(BodyPublishers.ofString(body)), headers));
  }

  public Answer method(String method, String path) {
    return send(request(path).method(method, BodyPublishers.noBody()));
  }

  public HttpRequest.Builder json(String path) {
    return request(path).header("Content-Type", "application/json");
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(30));
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
      boolean isJson = response.headers().firstValue("Content-Type").orElse("").contains("json");
      return judged(new Answer(response.statusCode(), response, isJson ? MAPPER.readTree(response.body()) : null));
    } catch (IOException broken) {
      throw new AssertionError("The gateway broke the connection.", broken);
    } catch (InterruptedException stopped) {
      throw new AssertionError("The test was stopped.", stopped);
    }
  }

  /** Every answer that any test gets is one the contract documents. */
  private static Answer judged(Answer answer) {
    HttpRequest asked = answer.raw().request();
    List<String> faults =
        Contract.SERVED.judge(
            asked.method(), asked.uri().getRawPath(), answer.status(), answer.raw().headers().firstValue("Content-Type"), answer.body());
    if (!faults.isEmpty()) {
      throw new AssertionError(asked + " was answered against the contract: " + faults + "\n" + text(answer));
    }
    return answer;
  }

  public static String text(Answer answer) {
    return new String(answer.raw().body(), StandardCharsets.UTF_8);
  }

  private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }
}
