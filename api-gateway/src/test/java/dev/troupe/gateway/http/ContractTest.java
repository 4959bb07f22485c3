package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.gateway.http.Contract.Pair;
import dev.troupe.gateway.http.RouteTable.Row;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document, the table of routes and the routes themselves say the same, in both directions. */
class ContractTest {
  /** Documented answers that the stubs of this module cannot bring about, and why. */
  private static final List<String> NOT_SEEN_HERE =
      List.of(
          // Every role may make these calls, and they name no agent.
          "GET /v1/work 403", "GET /v1/work/{work_id}/history 403",
          // A stream has no end that this client could wait for; EventStreamTest reads it.
          "GET /v1/events 200",
          // The id of a new key is made up, so no stub stands in its place that could be silent.
          "POST /v1/keys 503");
  private static final String ADMIN_KEY = "the-admin-key-of-this-very-test-0001";

  private final Contract contract = Contract.SERVED;

  @Test
  void isAnOpenApiDocument() throws Exception {
    JsonNode metaSchema = new ObjectMapper().readTree(Resources.bytes("openapi/openapi-3.1-schema.json"));
    JsonSchema openApi = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(metaSchema);
    assertThat(openApi.validate(contract.document)).isEmpty();
    JsonSchema jsonSchema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(SchemaLocation.of(SchemaId.V202012));
    contract.document.at("/components/schemas").properties().forEach(
        schema -> assertThat(jsonSchema.validate(schema.getValue())).as(schema.getKey()).isEmpty());
  }

  @Test
  void refersOnlyToWhatIsThereAndHasNothingNobodyRefersTo() {
    Set<String> used = new TreeSet<>(contract.document.findValuesAsText("$ref"));
    used.forEach(reference -> assertThat(contract.document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse());
    contract.document.path("components").properties().stream().filter(kind -> !kind.getKey().equals("securitySchemes")).forEach(
        kind -> kind.getValue().fieldNames().forEachRemaining(
            name -> {
              if (!name.equals("CloudEvent")) { // the data of a server-sent event, which OpenAPI cannot refer to
                assertThat(used).contains("#/components/" + kind.getKey() + "/" + name);
              }
            }));
  }

  @Test
  void documentsEveryRouteAndNothingElse() {
    Set<String> documented = new TreeSet<>();
    contract.calls().forEach(row -> documented.add(row.toString()));
    assertThat(documented).containsExactlyInAnyOrderElementsOf(RouteTable.ROWS.stream().map(Row::toString).toList());
    assertThat(contract.document.findValuesAsText("operationId")).doesNotHaveDuplicates();
  }

  @Test
  void showsExamplesThatAreValid() {
    contract.calls().forEach(
        row -> {
          JsonNode body = contract.operation(row).path("requestBody").path("content").path("application/json");
          if (body.has("example")) {
            assertThat(contract.judgeRequest(row, body.path("example"))).as(row.toString()).isEmpty();
          }
          contract.operation(row).path("responses").fieldNames().forEachRemaining(status -> checkExamples(row, status));
        });
    contract.document.at("/components/responses").properties().forEach(
        shared -> {
          String pointer = "/components/responses/" + shared.getKey() + "/content/application~1problem+json";
          assertThat(contract.validate(pointer + "/schema", contract.document.at(pointer + "/example"))).as(shared.getKey()).isEmpty();
        });
  }

  private void checkExamples(Row row, String status) {
    String pointer = Contract.pointer(row) + "/responses/" + status + "/content/application~1json";
    JsonNode content = contract.document.at(pointer);
    JsonNode example =
        content.has("examples")
            ? contract.document.at(content.at("/examples/one/$ref").asText().substring(1) + "/value")
            : content.path("example");
    if (!example.isMissingNode()) {
      assertThat(contract.validate(pointer + "/schema", example)).as(row + " " + status).isEmpty();
    }
  }

  @Test
  void servesEveryRowOfTheTableAndGivesEveryAnswerItDocuments() throws Exception {
    contract.seen.clear(); // what other tests brought about does not count
    try (Fleet fleet = Fleet.start(true)) {
      new Provocations(fleet).all();
      for (Row row : RouteTable.ROWS) {
        Answer answer = fleet.client.method(row.method(), row.template().replaceAll("\\{[a-z_]+}", "nobody") + "?nonsense=1");
        boolean unknown = answer.status() == 405 || answer.status() == 404 && answer.body().path("detail").asText().startsWith("Expected a path of this service");
        assertThat(unknown).as(row + " has no route").isFalse();
      }
    }
    try (Fleet fleet = Fleet.start(false, "troupe.gateway.rate { calls-per-second = 1, burst = 1, max-callers = 1 }")) {
      new Provocations(fleet).rates();
    }
    try (Fleet fleet = Fleet.start(false)) {
      new Provocations(fleet).withoutReadSide();
    }
    try (Fleet fleet = Fleet.start(true, "troupe.gateway.auth { mode = keys, failures-per-minute = 1000, admin-key = " + ADMIN_KEY + " }")) {
      new Provocations(fleet).keys(ADMIN_KEY);
    }
    System.out.println("Documented answers: " + contract.answers().size() + ", seen: " + contract.seen.size() + ", not to be seen here: "
        + NOT_SEEN_HERE.size());
    assertThat(contract.answers().stream().filter(pair -> !contract.seen.contains(pair)).map(Pair::toString))
        .containsExactlyInAnyOrderElementsOf(NOT_SEEN_HERE);
  }
}
