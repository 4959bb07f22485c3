package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.protocol.WorkCommand;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static Fleet fleet;

  @BeforeAll
  static void startTheFleet() throws Exception {
    fleet = Fleet.start(false);
  }

  @AfterAll
  static void stopTheFleet() {
    fleet.close();
  }

  @Test
  void answersEachItemForItselfInTheOrderOfTheRequest() {
    Answer answer = batch(item("b-1"), "{\"title\":5}", item("b-1"), "7", item("b-2", "b-1", "nowhere"), item("b-3", "b-4"), item("b-4", "b-1"));
    assertThat(answer.status()).isEqualTo(200);
    JsonNode results = answer.body().path("results");
    assertThat(results.findValuesAsText("index")).containsExactly("0", "1", "2", "3", "4", "5", "6");
    assertThat(statuses(results)).containsExactly(201, 422, 422, 400, 422, 201, 201);
    assertThat(results.at("/4/problem/errors/0/field").asText()).isEqualTo("depends_on[1]");
    assertThat(results.at("/2/problem/detail").asText()).contains("items[0]");
    assertThat(results.at("/5/work/id").asText()).isEqualTo("b-3");
    List<String> order = List.copyOf(fleet.stubs.added);
    assertThat(order.indexOf("b-4")).isLessThan(order.indexOf("b-3"));
  }

  @Test
  void refusesWhatIsOnACycleAndWhatWaitsForIt() {
    Answer answer = batch(item("c-1", "c-2"), item("c-2", "c-3"), item("c-3", "c-1"), item("c-4", "c-2"), item("c-5"));
    JsonNode results = answer.body().path("results");
    assertThat(statuses(results)).containsExactly(409, 409, 409, 409, 201);
    assertThat(results.at("/3/problem/path")).hasSize(4);
    assertThat(results.at("/3/problem/code").asText()).isEqualTo("dependency_cycle");
  }

  @Test
  void addsAChainAsLongAsABatch() {
    String[] items = IntStream.range(0, 1_000).mapToObj(i -> i == 999 ? item("l-999") : item("l-" + i, "l-" + (i + 1))).toArray(String[]::new);
    assertThat(statuses(batch(items).body().path("results"))).hasSize(1_000).containsOnly(201);
  }

  @Test
  void addsToWhatWasRefusedAsARepeatButIsThere() {
    batch(item("d-1"));
    Answer answer = batch(item("d-1").replace("t-", "other-"), item("d-2", "d-1"));
    assertThat(statuses(answer.body().path("results"))).containsExactly(422, 201);
  }

  @Test
  void takesNoMoreThanAThousandItems() {
    Answer answer = fleet.client.post("/v1/work/batch", "{\"items\":[" + "{},".repeat(1_000) + "{}]}");
    assertThat(answer.code()).isEqualTo("invalid");
    assertThat(fleet.client.post("/v1/work/batch", "{}").body().at("/errors/0/field").asText()).isEqualTo("items");
    assertThat(fleet.client.post("/v1/work/batch", "{\"items\":[]}").body().path("results")).isEmpty();
    assertThat(fleet.client.post("/v1/work/batch", "{\"items\":[],\"itmes\":[]}").code()).isEqualTo("invalid");
  }

  @Test
  void repeatsABatchUnderItsKeyWithTheSameIds() {
    String body = "{\"items\":[{\"work_type\":\"x\",\"title\":\"one\"},{\"work_type\":\"x\",\"title\":\"two\"}]}";
    Answer first = fleet.client.post("/v1/work/batch", body, "Idempotency-Key", "batch-1");
    Answer again = fleet.client.post("/v1/work/batch", body, "Idempotency-Key", "batch-1");
    assertThat(statuses(first.body().path("results"))).containsExactly(201, 201);
    assertThat(statuses(again.body().path("results"))).containsExactly(200, 200);
    assertThat(again.body().findValuesAsText("id")).isEqualTo(first.body().findValuesAsText("id"));
  }

  @Test
  void completesManyAtOnce() {
    batch(item("e-1"), item("e-2"));
    String holder = "\"agent_id\":\"a-1\",\"lease_token\":7}";
    Answer answer =
        fleet.client.post(
            "/v1/work/complete",
            "{\"items\":[{\"work_id\":\"e-1\"," + holder + ",{\"work_id\":\"e-9\"," + holder + ",{\"work_id\":\"e-2\"},{\"work_id\":\"e-2\"," + holder + "]}");
    assertThat(statuses(answer.body().path("results"))).containsExactly(200, 404, 422, 200);
    assertThat(answer.body().at("/results/2/problem/errors").findValuesAsText("field")).containsExactly("agent_id", "lease_token");
    assertThat(fleet.stubs.askedOfWork.stream().filter(asked -> asked instanceof WorkCommand.Complete)).hasSize(3);
  }

  @Test
  void asksForItselfWhatTheClerkHasNoAnswerOf() {
    Answer answer = batch(item("mute-1"), item("f-1"), item("mute-2"));
    assertThat(statuses(answer.body().path("results"))).containsExactly(201, 201, 201);
    assertThat(answer.body().at("/results/2/work/id").asText()).isEqualTo("mute-2");
  }

  @Test
  void asksEachForItselfWhenTheClerkIsGone() {
    assertThat(statuses(batch(item("lose-1"), item("g-1")).body().path("results"))).containsExactly(201, 201);
  }

  @Test
  void saysOfEachItemThatItsOutcomeIsUnknownWhenItIs() {
    Answer answer = batch(item("h-1"), item("silent"), item("h-2"));
    assertThat(statuses(answer.body().path("results"))).containsExactly(201, 503, 201);
    assertThat(answer.body().at("/results/1/problem/code").asText()).isEqualTo("outcome_unknown");
  }

  @Test
  void dividesABatchThatIsTooLargeForOneMessage() {
    String payload = "é".repeat(60_000);
    String[] items =
        IntStream.range(0, 20).mapToObj(i -> item("large-" + i).replace("{\"id\"", "{\"payload\":\"" + payload + "\",\"id\"")).toArray(String[]::new);
    assertThat(statuses(batch(items).body().path("results"))).hasSize(20).containsOnly(201);
  }

  private static Answer batch(String... items) {
    return fleet.client.post("/v1/work/batch", "{\"items\":[" + String.join(",", items) + "]}");
  }

  private static String item(String id, String... dependsOn) {
    String waits = List.of(dependsOn).stream().map(each -> '"' + each + '"').collect(Collectors.joining(","));
    return "{\"id\":\"%s\",\"work_type\":\"x\",\"title\":\"t-%s\",\"depends_on\":[%s]}".formatted(id, id, waits);
  }

  private static List<Integer> statuses(JsonNode results) {
    return IntStream.range(0, results.size()).mapToObj(i -> results.get(i).path("status").asInt()).toList();
  }
}
