package dev.troupe.load.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "items", mixinStandardHelpOptions = true, description = {
  "Prints every item that the lists know, one a line and in the order of their ids: the item as its list has it, as its entity has it, and its history.",
  "Two outputs are equal when no item has changed. When a lease ends is left out: it begins anew when its item moves to another node.",
  "TROUPE_API_KEY or TROUPE_API_KEY_FILE has the key."})
public final class ItemsCommand implements Callable<Integer> {

  @Mixin
  private Place place;

  @Override
  public Integer call() throws Exception {
    for (Map.Entry<String, JsonNode> listed : list().entrySet()) {
      String path = "/v1/work/" + URLEncoder.encode(listed.getKey(), StandardCharsets.UTF_8);
      System.out.println(listed.getKey() + "\t" + Json.compact(withoutLeaseEnd(listed.getValue()))
          + "\t" + Json.compact(withoutLeaseEnd(place.get(path)))
          + "\t" + Json.compact(place.get(path + "/history").path("items")));
    }
    return 0;
  }

  private Map<String, JsonNode> list() throws IOException, InterruptedException {
    Map<String, JsonNode> byId = new TreeMap<>();
    Optional<String> cursor = Optional.of("");
    while (cursor.isPresent()) {
      String from = cursor.get();
      JsonNode page = place.get("/v1/work?limit=500" + (from.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(from, StandardCharsets.UTF_8)));
      page.path("items").forEach(item -> byId.put(item.path("id").asText(), item));
      cursor = Optional.ofNullable(page.path("next_cursor").asText(null));
    }
    return byId;
  }

  private static JsonNode withoutLeaseEnd(JsonNode item) {
    ((ObjectNode) item).remove("lease_expires_at");
    return item;
  }
}
