package dev.troupe.load.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "items", mixinStandardHelpOptions = true, description = {
  "Prints every item that the lists know, one a line and in the order of their ids: the item as its list has it, as its entity has it, and its history.",
  "Two outputs are equal when no item has changed. When a lease ends is left out: it begins anew when its item moves to another node.",
  "TROUPE_API_KEY or TROUPE_API_KEY_FILE has the key."})
public final class ItemsCommand implements Callable<Integer> {

  @Option(names = "--at", required = true, description = "where the cluster answers")
  private URI base;

  @Option(names = "--authority", description = "a PEM file with the certificate of who issued the cluster's")
  private Path authority;

  private HttpClient http;

  @Override
  public Integer call() throws Exception {
    http = Trust.client(authority);
    for (Map.Entry<String, JsonNode> listed : list().entrySet()) {
      String path = "/v1/work/" + URLEncoder.encode(listed.getKey(), StandardCharsets.UTF_8);
      System.out.println(listed.getKey() + "\t" + Json.compact(withoutLeaseEnd(listed.getValue()))
          + "\t" + Json.compact(withoutLeaseEnd(get(path)))
          + "\t" + Json.compact(get(path + "/history").path("items")));
    }
    return 0;
  }

  private Map<String, JsonNode> list() throws IOException, InterruptedException {
    Map<String, JsonNode> byId = new TreeMap<>();
    Optional<String> cursor = Optional.of("");
    while (cursor.isPresent()) {
      String from = cursor.get();
      JsonNode page = get("/v1/work?limit=500" + (from.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(from, StandardCharsets.UTF_8)));
      page.path("items").forEach(item -> byId.put(item.path("id").asText(), item));
      cursor = Optional.ofNullable(page.path("next_cursor").asText(null));
    }
    return byId;
  }

  private static JsonNode withoutLeaseEnd(JsonNode item) {
    ((ObjectNode) item).remove("lease_expires_at");
    return item;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10));
    Trust.key().ifPresent(key -> request.header("authorization", "Bearer " + key));
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new CommandFailed("Expected " + path + ", but got " + answer.statusCode() + ": " + answer.body());
    }
    return Json.mapper().readTree(answer.body());
  }
}
