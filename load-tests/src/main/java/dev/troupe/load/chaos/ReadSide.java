package dev.troupe.load.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.client.Json;
import dev.troupe.load.chaos.check.Evidence.Listed;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What lists and single reads tell of a run's items once it is over. */
final class ReadSide {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
  private final List<URI> nodes;
  private final String run;

  ReadSide(List<URI> nodes, String run) {
    this.nodes = nodes;
    this.run = run;
  }

  /** The whole list as one node tells it, page by page. */
  List<Listed> list(int node) throws IOException, InterruptedException {
    List<Listed> rows = new ArrayList<>();
    String cursor = null;
    do {
      JsonNode page = get(node, "/v1/work?limit=500" + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8)));
      page.path("items").forEach(item -> add(rows, "list through node " + node, item));
      cursor = page.hasNonNull("next_cursor") ? page.path("next_cursor").asText() : null;
    } while (cursor != null);
    return rows;
  }

  /** Each of the items, asked by id of the nodes in turn. */
  List<Listed> each(List<String> workIds) throws IOException, InterruptedException {
    List<Listed> rows = new ArrayList<>();
    for (int i = 0; i < workIds.size(); i++) {
      add(rows, "the item itself", get(1 + i % nodes.size(), "/v1/work/" + workIds.get(i)));
    }
    return rows;
  }

  private void add(List<Listed> rows, String source, JsonNode item) {
    String id = item.path("id").asText();
    if (id.startsWith(run + "-")) {
      rows.add(new Listed(source, id, item.path("status").asText(), item.hasNonNull("claimed_by") ? item.path("claimed_by").asText() : null,
        item.path("version").asLong()));
    }
  }

  /** A node may still end and come back after the run; so a call that fails is made again. */
  private JsonNode get(int node, String path) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return once(node, path);
      } catch (IOException failed) {
        if (System.nanoTime() > deadline) {
          throw failed;
        }
        Thread.sleep(200);
      }
    }
  }

  private JsonNode once(int node, String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(nodes.get(node - 1).resolve(path)).timeout(Duration.ofSeconds(10)).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
    }
    return Json.mapper().readTree(response.body());
  }
}
