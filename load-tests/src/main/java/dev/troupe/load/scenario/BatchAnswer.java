package dev.troupe.load.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The statuses in the answer to a batch, by the index of the item. */
final class BatchAnswer {

  private BatchAnswer() {
  }

  /** @param size of the batch; an item the answer leaves out has status 0 */
  static int[] statuses(byte[] body, int size) {
    int[] statuses = new int[size];
    try {
      int place = 0;
      for (JsonNode result : Json.mapper().readTree(body).path("results")) {
        statuses[result.path("index").asInt(place)] = result.path("status").asInt();
        place++;
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("Expected results, but the answer is no JSON", broken);
    }
    return statuses;
  }
}
