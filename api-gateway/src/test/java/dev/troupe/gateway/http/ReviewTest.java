package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.protocol.WorkCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reviews, and that every reason a call takes comes to the item. */
class ReviewTest {
  private static final String HOLDER = "\"agent_id\":\"a-1\",\"lease_token\":7";
  private static Fleet fleet;

  @BeforeAll
  static void startTheFleet() throws Exception {
    fleet = Fleet.start(false);
    fleet.client.post("/v1/work", "{\"id\":\"w-1\",\"work_type\":\"x\",\"title\":\"t\",\"review\":true}");
  }

  @AfterAll
  static void stopTheFleet() {
    fleet.close();
  }

  @Test
  void approvesWithANoteOrWithout() {
    assertThat(fleet.client.post("/v1/work/w-1/approve", "{\"note\":\"Well done\"}", "Idempotency-Key", "k-1").status()).isEqualTo(200);
    WorkCommand.Approve approve = fleet.stubs.lastOfWork(WorkCommand.Approve.class);
    assertThat(approve.note()).contains("Well done");
    assertThat(approve.cause().actor()).isEqualTo("anonymous");
    assertThat(approve.cause().requestId().orElseThrow().value()).isEqualTo("k-1");
    assertThat(fleet.client.post("/v1/work/w-1/approve", "").status()).isEqualTo(200);
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Approve.class).note()).isEmpty();
  }

  @Test
  void rejectsWithAReasonAndNeverWithout() {
    assertThat(fleet.client.post("/v1/work/w-1/reject", "{\"reason\":\"No tests\"}").status()).isEqualTo(200);
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Reject.class).reason()).isEqualTo("No tests");
    Answer without = fleet.client.post("/v1/work/w-1/reject", "{}");
    assertThat(without.code()).isEqualTo("invalid");
    assertThat(without.body().at("/errors/0/field").asText()).isEqualTo("reason");
    assertThat(fleet.client.post("/v1/work/w-1/reject", "{\"reason\":\"" + "x".repeat(5_001) + "\"}").code()).isEqualTo("invalid");
    assertThat(fleet.client.post("/v1/work/w-1/reject", "").code()).isEqualTo("malformed");
  }

  @Test
  void answersForWhatCannotBeReviewed() {
    assertThat(fleet.client.post("/v1/work/gone/approve", "").code()).isEqualTo("not_found");
    assertThat(fleet.client.post("/v1/work/refuse-wrong_state/approve", "").code()).isEqualTo("wrong_state");
    assertThat(fleet.client.post("/v1/work/refuse-wrong_state/reject", "{\"reason\":\"r\"}").code()).isEqualTo("wrong_state");
  }

  @Test
  void passesEveryReasonOn() {
    fleet.client.post("/v1/work/w-1/cancel", "{\"reason\":\"Not needed\"}");
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Cancel.class).reason()).contains("Not needed");
    fleet.client.post("/v1/work/w-1/fail", "{" + HOLDER + ",\"reason\":\"Broken\"}");
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Fail.class).reason()).isEqualTo("Broken");
    fleet.client.post("/v1/work/w-1/release", "{" + HOLDER + ",\"handoff\":\"See b\"}");
    assertThat(fleet.stubs.lastOfWork(WorkCommand.Release.class).handoff()).contains("See b");
  }
}
