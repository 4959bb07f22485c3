package dev.troupe.load.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.client.Json;
import dev.troupe.load.check.JournalRow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The stored events as the service itself tells them, for clusters whose database is out of reach. */
final class HttpHistories {

  private static final int PAGE = 500;

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI node;
  private final Optional<String> key;

  HttpHistories(URI node, Optional<String> key) {
    this.node = node;
    this.key = key;
  }

  List<JournalRow> of(Collection<String> workIds) throws IOException, InterruptedException {
    List<JournalRow> rows = new ArrayList<>();
    for (String id : workIds) {
      String cursor = null;
      do {
        JsonNode page = page(id, cursor);
        for (JsonNode event : page.path("items")) {
          rows.add(row(id, event));
        }
        cursor = page.path("next_cursor").asText(null);
      } while (cursor != null);
    }
    return rows;
  }

  static JournalRow row(String id, JsonNode event) {
    JsonNode data = event.path("data");
    JsonNode token = data.path("lease_token");
    return new JournalRow(id, event.path("sequence").asLong(), event.path("event").asText(), data.path("agent_id").asText(null),
      token.isMissingNode() || token.isNull() ? null : token.asLong());
  }

  private JsonNode page(String id, String cursor) throws IOException, InterruptedException {
    String path = "/v1/work/" + id + "/history?limit=" + PAGE + (cursor == null ? "" : "&cursor=" + cursor);
    HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path)).timeout(Calls.PATIENCE);
    key.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
    HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() == 404) {
      return Json.mapper().createObjectNode();
    }
    if (response.statusCode() != 200) {
      throw new CommandFailed("Expected the history of " + id + " to check the run, but the answer is " + response.statusCode() + ": " + response.body());
    }
    return Json.mapper().readTree(response.body());
  }
}
