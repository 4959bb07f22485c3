package dev.troupe.load.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that say which cluster is asked, and its answers. */
final class Place {

  @Option(names = "--at", required = true, description = "where the cluster answers")
  private URI base;

  @Option(names = "--authority", description = "a PEM file with the certificate of who issued the cluster's")
  private Path authority;

  private HttpClient http;

  /** @throws CommandFailed when the answer is not 200, with what it says */
  JsonNode get(String path) throws IOException, InterruptedException {
    if (http == null) {
      http = Trust.client(authority);
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10));
    Trust.key().ifPresent(key -> request.header("authorization", "Bearer " + key));
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new CommandFailed("Expected " + path + ", but got " + answer.statusCode() + ": " + answer.body());
    }
    return Json.mapper().readTree(answer.body());
  }
}
