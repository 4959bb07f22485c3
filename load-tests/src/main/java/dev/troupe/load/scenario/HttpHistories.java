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

/**
 * The stored events as the service itself tells them, for clusters whose database is out of reach.
 *
 * <p>They come without lease tokens, which are told to their holders alone. An item's n-th claim has token n, so they can be counted again; what cannot be
 * seen from here is an event under an older token of the very agent that holds the item.
 */
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
      List<JsonNode> events = new ArrayList<>();
      String cursor = null;
      do {
        JsonNode page = page(id, cursor);
        page.path("items").forEach(events::add);
        cursor = page.path("next_cursor").asText(null);
      } while (cursor != null);
      rows.addAll(rows(id, events));
    }
    return rows;
  }

  /** @param events of one item, in the order of their sequence */
  static List<JournalRow> rows(String id, List<JsonNode> events) {
    List<JournalRow> rows = new ArrayList<>();
    long claims = 0;
    for (JsonNode event : events) {
      String action = event.path("event").asText();
      String agent = event.path("data").path("agent_id").asText(null);
      claims += action.equals("work.claimed") ? 1 : 0;
      rows.add(new JournalRow(id, event.path("sequence").asLong(), action, agent, agent == null ? null : Long.valueOf(claims)));
    }
    return rows;
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
