package dev.troupe.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.troupe.gateway.http.RouteTable.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/** The served document as a judge: what it says of an answer, and which of its answers were ever seen. */
public final class Contract {
  /** One documented answer, such as {@code POST /v1/work 201}. */
  public record Pair(Row row, int status) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return row + " " + status;
    }
  }

  public static final Contract SERVED = new Contract(OpenApi.document());
  /** Parts that the server takes out of a path before it looks for a row. */
  private static final Pattern DOTS = Pattern.compile("/(\\.|%2e){1,2}(/|$)", Pattern.CASE_INSENSITIVE);

  /** A URI or a header that is too long: answered before there is a call, so it is no call's own answer. */
  private static final Set<Integer> BREAKS_HTTP = Set.of(414, 431);

  private static final String IRI = "https://troupe.dev/openapi.json";

  final JsonNode document;
  final Set<Pair> seen = new ConcurrentSkipListSet<>();
  private final JsonSchemaFactory factory;
  private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

  private Contract(byte[] text) {
    try {
      this.document = new ObjectMapper().readTree(text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    this.factory =
        JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(IRI, new String(text, StandardCharsets.UTF_8)))));
  }

  /** Every documented call of this server; those of the management side are another's. */
  Set<Row> calls() {
    Set<Row> rows = new TreeSet<>(java.util.Comparator.comparing(Row::toString));
    document.path("paths").properties().forEach(
        path -> {
          if (!path.getValue().has("servers")) {
            path.getValue().properties().stream().filter(verb -> verb.getValue().has("operationId")).forEach(
                verb -> rows.add(row(verb.getKey().toUpperCase(java.util.Locale.ROOT), path.getKey())));
          }
        });
    return rows;
  }

  /** The table's row of a documented call; one of its own when the table has none, which the test then names. */
  private static Row row(String method, String template) {
    return RouteTable.ROWS.stream()
        .filter(row -> row.method().equals(method) && row.template().equals(template))
        .findFirst()
        .orElseGet(() -> new Row(method, template, Permissions.Access.PUBLIC));
  }

  Set<Pair> answers() {
    Set<Pair> pairs = new TreeSet<>();
    calls().forEach(
        row -> operation(row).path("responses").fieldNames().forEachRemaining(status -> pairs.add(new Pair(row, Integer.parseInt(status)))));
    return pairs;
  }

  /**
   * What is wrong with an answer; notes it as seen.
   *
   * @param body null when it is not JSON
   */
  public List<String> judge(String method, String path, int status, Optional<String> contentType, JsonNode body) {
    Optional<Row> row = RouteTable.find(method, path);
    if (row.isEmpty() || DOTS.matcher(path).find() || BREAKS_HTTP.contains(status)) {
      return List.of();
    }
    String pointer = responsePointer(row.get(), status);
    if (pointer == null) {
      return provokedByAStub(path) ? List.of() : List.of(row.get() + " answered " + status + ", which is not documented.");
    }
    List<String> faults = new ArrayList<>();
    JsonNode content = document.at(pointer).path("content");
    String type = contentType.map(value -> value.split(";", 2)[0]).orElse("");
    if (content.isMissingNode() ? !type.isEmpty() && status != 204 : !content.has(type)) {
      faults.add(row.get() + " " + status + " has the content type " + type + ", which is not documented.");
    } else if (body != null) {
      faults.addAll(validate(pointer + "/content/" + escaped(type) + "/schema", body));
    }
    if (faults.isEmpty()) {
      seen.add(new Pair(row.get(), status));
    } else if (provokedByAStub(path)) {
      return List.of();
    }
    return faults;
  }

  /** Whether the document allows such a body; fields that are null count as absent, as they do in the service. */
  List<String> judgeRequest(Row row, JsonNode body) {
    String pointer = pointer(row) + "/requestBody/content/application~1json/schema";
    return document.at(pointer).isMissingNode() ? List.of() : validate(pointer, withoutNulls(body.deepCopy()));
  }

  List<String> validate(String pointer, JsonNode value) {
    JsonSchema schema =
        schemas.computeIfAbsent(
            pointer,
            at -> factory.getSchema(SchemaLocation.of(IRI + "#" + at), SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build()));
    return schema.validate(value).stream().map(ValidationMessage::getMessage).map(fault -> pointer + ": " + fault).toList();
  }

  private static boolean provokedByAStub(String path) {
    return path.contains("refuse-") || path.contains("silent");
  }

  private String responsePointer(Row row, int status) {
    String pointer = pointer(row) + "/responses/" + status;
    JsonNode response = document.at(pointer);
    return response.isMissingNode() ? null : response.has("$ref") ? response.path("$ref").asText().substring(1) : pointer;
  }

  JsonNode operation(Row row) {
    return document.at(pointer(row));
  }

  static String pointer(Row row) {
    return "/paths/" + escaped(row.template()) + "/" + row.method().toLowerCase(java.util.Locale.ROOT);
  }

  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  private static JsonNode withoutNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getValue().isNull() || field.getValue() == null);
      object.properties().stream().filter(field -> !field.getKey().equals("payload")).forEach(field -> withoutNulls(field.getValue()));
    } else {
      node.forEach(Contract::withoutNulls);
    }
    return node;
  }
}
