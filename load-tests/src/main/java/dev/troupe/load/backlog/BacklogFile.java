package dev.troupe.load.backlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.client.Json;
import dev.troupe.cli.client.NewWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Work from a file: one JSON object of work per line as the API takes it, or the legacy claims file (an array). */
public final class BacklogFile {

  private BacklogFile() {
  }

  public static Takeover read(Path file) throws IOException {
    String content = Files.readString(file);
    return content.stripLeading().startsWith("[") ? LegacyClaims.from(array(file, content)) : lines(content);
  }

  private static JsonNode array(Path file, String content) throws IOException {
    try {
      return Json.mapper().readTree(content);
    } catch (JsonProcessingException broken) {
      throw new IOException("Expected a JSON array in " + file + ", but " + broken.getOriginalMessage(), broken);
    }
  }

  static Takeover lines(String content) {
    List<NewWork> work = new ArrayList<>();
    List<Takeover.Note> changed = new ArrayList<>();
    List<Takeover.Note> refused = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    int number = 0;
    for (String line : content.split("\n")) {
      number++;
      String entry = "line " + number;
      if (line.isBlank()) {
        continue;
      }
      try {
        NewWork item = Json.mapper().readValue(line, NewWork.class);
        String id = item.id() == null ? "line-" + number : item.id();
        if (item.workType() == null || item.title() == null) {
          refused.add(new Takeover.Note(entry, "work_type and title are required"));
        } else if (Boolean.TRUE.equals(item.review())) {
          refused.add(new Takeover.Note(entry, "asks for a review, which a fleet of agents alone does not give"));
        } else if (!ids.add(id)) {
          refused.add(new Takeover.Note(entry, "id " + id + " stood there before"));
        } else {
          if (item.id() == null) {
            changed.add(new Takeover.Note(entry, "has no id: " + id));
          }
          work.add(item.withId(id));
        }
      } catch (JsonProcessingException broken) {
        refused.add(new Takeover.Note(entry, "is not an object of work: " + broken.getOriginalMessage()));
      }
    }
    return new Takeover(List.copyOf(work), List.copyOf(changed), List.copyOf(refused), Map.of());
  }
}
