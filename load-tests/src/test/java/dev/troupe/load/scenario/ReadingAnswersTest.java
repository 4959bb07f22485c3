package dev.troupe.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.client.Json;
import dev.troupe.load.check.JournalRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingAnswersTest {

  @Test
  void readsClaimsWhateverElseStandsInThem() {
    String body = """
      {"claims": [
        {"work": {"work_type": "load", "payload": {"id": "not this", "lease_token": 99, "list": [{"id": "nor this"}]}, "id": "w-1", "requires": ["java"]},
         "lease_token": 7, "lease_expires_at": "2026-11-21T10:00:00Z", "attempt": 1},
        {"lease_token": 12345678901, "work": {"id": "w-2"}, "attempt": 2}],
       "more": {"id": "nor that"}}""";
    assertThat(Held.claims(bytes(body))).containsExactly(new Held("w-1", 7), new Held("w-2", 12345678901L));
    assertThat(Held.claims(bytes("{\"claims\":[]}"))).isEmpty();
  }

  @Test
  void readsTheStatusOfEachItemOfABatch() {
    String body = "{\"results\": [{\"index\": 1, \"status\": 503, \"problem\": {\"status\": 1}}, {\"index\": 0, \"status\": 201, \"work\": {\"status\": \"ready\"}}]}";
    assertThat(BatchAnswer.statuses(bytes(body), 3)).containsExactly(201, 503, 0);
  }

  @Test
  void countsTheLeaseTokensOfAHistoryThatDoesNotTellThem() throws Exception {
    List<JsonNode> events = new ArrayList<>();
    Json.mapper().readTree("""
      [{"sequence": 1, "event": "work.added", "data": {}},
       {"sequence": 2, "event": "work.claimed", "data": {"agent_id": "ada"}},
       {"sequence": 3, "event": "work.lease_expired", "data": {"agent_id": "ada"}},
       {"sequence": 4, "event": "work.claimed", "data": {"agent_id": "bob"}},
       {"sequence": 5, "event": "work.completed", "data": {"agent_id": "bob"}}]""").forEach(events::add);
    assertThat(HttpHistories.rows("w-1", events)).containsExactly(new JournalRow("w-1", 1, "work.added", null, null),
      new JournalRow("w-1", 2, "work.claimed", "ada", 1L), new JournalRow("w-1", 3, "work.lease_expired", "ada", 1L),
      new JournalRow("w-1", 4, "work.claimed", "bob", 2L), new JournalRow("w-1", 5, "work.completed", "bob", 2L));
  }

  @Test
  void readsTheBytesOfAHistogram() {
    assertThat(NodeMemory.total("""
      123:
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
         1:          1000          24000  [B (java.base@17.0.15)
         2:            10            240  java.lang.String (java.base@17.0.15)
      Total          1010          24240
      """).getAsLong()).isEqualTo(24_240);
    assertThat(NodeMemory.total("com.sun.tools.attach.AttachNotSupportedException")).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
