package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.BoardQuery;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.WorkStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadRoutesTest {
  private static Fleet fleet;

  @BeforeAll
  static void startTheFleet() throws Exception {
    fleet = Fleet.start(true);
  }

  @AfterAll
  static void stopTheFleet() {
    fleet.close();
  }

  @Test
  void listsWorkByAllItsFilters() {
    Answer page = fleet.client.get("/v1/work?status=in_review&team=blue&type=review&priority=high&agent=a-1&limit=7&cursor=abc");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body().at("/items/0/id").asText()).isEqualTo("w-1");
    assertThat(page.body().at("/items/0/payload/deep").toString()).isEqualTo("[null,true]");
    assertThat(page.body().at("/items/0").has("lease_token")).isFalse();
    assertThat(page.body().path("next_cursor").asText()).isEqualTo("bmV4dA");
    assertThat(page.body().path("as_of").asText()).isEqualTo("2026-11-21T09:30:00.120Z");
    BoardQuery.ListWork asked = last(BoardQuery.ListWork.class);
    assertThat(asked.filter().status()).contains(WorkStatus.IN_REVIEW);
    assertThat(asked.filter().priority()).contains(Priority.HIGH);
    assertThat(asked.filter().workType()).contains("review");
    assertThat(asked.wanted().limit()).isEqualTo(7);
    assertThat(asked.wanted().cursor()).contains("abc");
    fleet.client.get("/v1/work");
    assertThat(last(BoardQuery.ListWork.class).wanted().limit()).isEqualTo(50);
  }

  @Test
  void listsAgents() {
    Answer page = fleet.client.get("/v1/agents?team=blue&status=draining");
    assertThat(page.body().at("/items/0/id").asText()).isEqualTo("a-1");
    assertThat(page.body().path("next_cursor").isNull()).isTrue();
    assertThat(last(BoardQuery.ListAgents.class).filter().status()).contains(AgentStatus.DRAINING);
    assertThat(fleet.client.get("/v1/agents?status=late").code()).isEqualTo("invalid");
  }

  @Test
  void tellsAnItemsHistory() {
    JsonNode event = fleet.client.get("/v1/work/w-1/history?limit=1").body().at("/items/0");
    assertThat(event.path("sequence").asInt()).isEqualTo(2);
    assertThat(event.path("event").asText()).isEqualTo("work.claimed");
    assertThat(event.path("actor").asText()).isEqualTo("agent:a-1");
    assertThat(event.at("/data/lease_seconds").asInt()).isEqualTo(60);
  }

  @Test
  void showsAnItemAsItWasAndAsItIs() {
    assertThat(fleet.client.get("/v1/work/w-1?at=2026-11-21T12:00:00.123Z").status()).isEqualTo(200);
    assertThat(last(BoardQuery.ReadPast.class).at()).as("all of that millisecond").isEqualTo(Instant.parse("2026-11-21T12:00:00.123999999Z"));
    assertThat(fleet.client.get("/v1/work/w-none?at=2026-11-21T12:00:00%2B01:00").code()).isEqualTo("not_found");
    assertThat(fleet.client.get("/v1/work/w-none").code()).isEqualTo("not_found");
    assertThat(fleet.client.get("/v1/work/w-1?at=yesterday").code()).isEqualTo("invalid");
    assertThat(fleet.client.get("/v1/work/w-1?ad=x").body().at("/errors/0/message").asText()).contains("Did you mean at?");
  }

  @Test
  void auditsByAllItsFilters() {
    JsonNode event =
        fleet.client
            .get("/v1/audit?work_id=w-1&agent_id=a-1&actor=agent:a-1&action=work.claimed&from=2026-11-20T00:00:00Z&to=2026-11-22T00:00:00Z")
            .body()
            .at("/items/0");
    assertThat(event.path("position").asText()).isEqualTo("812-4711");
    assertThat(event.path("work_id").asText()).isEqualTo("w-1");
    assertThat(event.path("action").asText()).isEqualTo("work.claimed");
    assertThat(event.path("reason").asText()).isEqualTo("why");
    assertThat(event.path("trace_id").isNull()).isTrue();
    assertThat(last(BoardQuery.Audit.class).filter().to()).contains(Instant.parse("2026-11-22T00:00:00Z"));
  }

  @Test
  void refusesWhatIsNoQueryOfAList() {
    for (String path :
        List.of(
            "/v1/work?limit=0", "/v1/work?limit=501", "/v1/work?limit=ten", "/v1/work?status=lost", "/v1/work?priority=HIGH", "/v1/work?team=a%20b",
            "/v1/work?cursor=foreign", "/v1/work?cursor=" + "x".repeat(1_001), "/v1/work?stat=ready", "/v1/work?limit=1&limit=2", "/v1/agents?limit=-1",
            "/v1/work/w-1/history?limit=x", "/v1/work/a%20b/history", "/v1/audit?from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z",
            "/v1/audit?action=a'b", "/v1/audit?from=x", "/v1/audit?actor=%00")) {
      Answer answer = fleet.client.get(path);
      assertThat(answer.status()).as(path).isEqualTo(422);
      assertThat(answer.code()).as(path).isEqualTo("invalid");
    }
    assertThat(fleet.client.get("/v1/work?status=lost&limit=0").body().path("errors")).as("all faults at once").hasSize(2);
    assertThat(fleet.client.method("PATCH", "/v1/work").header("Allow")).contains("GET").contains("POST");
  }

  @Test
  void saysThatTheReadSideIsAway() throws Exception {
    try (Fleet alone = Fleet.start(false)) {
      assertThat(alone.client.get("/v1/work").code()).isEqualTo("unavailable");
      assertThat(alone.client.get("/v1/audit").status()).isEqualTo(503);
    }
  }

  private static <Q extends BoardQuery.Read> Q last(Class<Q> type) {
    return type.cast(fleet.stubs.askedOfBoard.getLast());
  }
}
