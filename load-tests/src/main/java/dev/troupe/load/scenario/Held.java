package dev.troupe.load.scenario;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.troupe.cli.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** An item in an agent's hands. */
record Held(String workId, long token) {

  /** Reads {@code {"claims": [{"work": {"id": …}, "lease_token": …}]}} without building a tree: the generator shares the machine. */
  static List<Held> claims(byte[] body) {
    List<Held> claims = new ArrayList<>(1);
    try (JsonParser parser = Json.mapper().getFactory().createParser(body)) {
      int depth = 0;
      String id = null;
      long token = 0;
      for (JsonToken next = parser.nextToken(); next != null; next = parser.nextToken()) {
        switch (next) {
          case START_OBJECT, START_ARRAY -> depth++;
          case END_OBJECT, END_ARRAY -> {
            // Inside the answer (1), the list (2) and the claim (3) ends here.
            if (depth == 3 && id != null) {
              claims.add(new Held(id, token));
              id = null;
            }
            depth--;
          }
          case FIELD_NAME -> {
            String name = parser.currentName();
            if (depth == 4 && name.equals("id")) {
              id = parser.nextTextValue();
            } else if (depth == 3 && name.equals("lease_token")) {
              token = parser.nextLongValue(0);
            }
          }
          default -> {
          }
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("Expected claims, but the answer is no JSON", broken);
    }
    return claims;
  }
}
