package dev.troupe.load.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.cli.client.NewWork;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Work out of the claims file that the old shell scripts left ({@code work_claims.json}, an array).
 *
 * <p>Every entry is work to do, the completed ones too: the file says what there was to do, and the demo does it again. The
 * whole entry goes along as {@code payload.legacy}, so nothing it said is gone. What does not fit is given a stated value and noted; what
 * has no usable id, or one that stood there before, is refused with the reason.
 */
public final class LegacyClaims {

  private static final Set<String> PRIORITIES = Set.of("critical", "high", "medium", "low");
  private static final String NAME = "[A-Za-z0-9._:~@-]{1,%d}";
  private static final int MAX_ID = 200;
  private static final int MAX_NAME = 100;
  private static final int MAX_TITLE = 500;

  private final List<NewWork> work = new ArrayList<>();
  private final List<Takeover.Note> changed = new ArrayList<>();
  private final List<Takeover.Note> refused = new ArrayList<>();
  private final Map<String, Integer> statuses = new TreeMap<>();
  private final Set<String> ids = new HashSet<>();

  private LegacyClaims() {
  }

  public static Takeover from(JsonNode entries) {
    LegacyClaims claims = new LegacyClaims();
    int place = 0;
    for (JsonNode entry : entries) {
      place++;
      claims.take(entry, "entry " + place);
    }
    return new Takeover(List.copyOf(claims.work), List.copyOf(claims.changed), List.copyOf(claims.refused), Map.copyOf(claims.statuses));
  }

  private void take(JsonNode entry, String place) {
    if (!entry.isObject()) {
      refuse(place, "is not an object");
      return;
    }
    String id = text(entry, "work_item_id");
    if (!id.matches(NAME.formatted(MAX_ID))) {
      refuse(place, id.isEmpty() ? "has no work_item_id" : "work_item_id \"" + id + "\" is not a legal id");
      return;
    }
    if (!ids.add(id)) {
      refuse(place, "work_item_id " + id + " stood there before");
      return;
    }
    String status = text(entry, "status");
    statuses.merge(status.isEmpty() ? "(none)" : status, 1, Integer::sum);
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    payload.set("legacy", entry);
    String workType = name(id, "work_type", text(entry, "work_type"), "unspecified");
    String description = text(entry, "description");
    work.add(NewWork.of(id, workType, title(id, description, workType))
      .withDescription(description)
      .withPriority(priority(id, text(entry, "priority")))
      .withTeam(name(id, "team", text(entry, "team"), "default"))
      .withPayload(payload));
  }

  private String title(String id, String description, String workType) {
    String firstLine = description.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
    if (firstLine.isEmpty()) {
      changed.add(new Takeover.Note(id, "description is empty: the title is its work type, " + workType));
      return workType;
    }
    return firstLine.length() <= MAX_TITLE ? firstLine : firstLine.substring(0, MAX_TITLE);
  }

  private String priority(String id, String priority) {
    String known = priority.toLowerCase(java.util.Locale.ROOT);
    if (PRIORITIES.contains(known)) {
      return known;
    }
    changed.add(new Takeover.Note(id, "priority \"" + priority + "\" is not known: medium"));
    return "medium";
  }

  private String name(String id, String field, String value, String otherwise) {
    if (value.matches(NAME.formatted(MAX_NAME))) {
      return value;
    }
    changed.add(new Takeover.Note(id, field + (value.isEmpty() ? " is empty: " : " \"" + value + "\" is not a legal name: ") + otherwise));
    return otherwise;
  }

  private void refuse(String place, String reason) {
    refused.add(new Takeover.Note(place, reason));
  }

  private static String text(JsonNode entry, String field) {
    JsonNode value = entry.path(field);
    return value.isValueNode() && !value.isNull() ? value.asText().strip() : "";
  }
}
