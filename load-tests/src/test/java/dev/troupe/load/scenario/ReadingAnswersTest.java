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
  void readsTheHeapOfEveryCollector() {
    assertThat(NodeMemory.used("""
      123:
       PSYoungGen      total 76288K, used 1000K [0x1, 0x2, 0x3)
        eden space 65536K, 3% used [0x1,0x2,0x3)
       ParOldGen       total 175104K, used 24K [0x1, 0x2, 0x3)
       Metaspace       used 5200K, committed 5440K, reserved 1114112K
        class space    used 500K, committed 640K, reserved 1048576K""").getAsLong()).isEqualTo(1024 * 1024);
    assertThat(NodeMemory.used("123:\n garbage-first heap   total 262144K, used 2048K [0x1, 0x2)\n  region size 1024K").getAsLong()).isEqualTo(2048 * 1024);
    assertThat(NodeMemory.used("com.sun.tools.attach.AttachNotSupportedException")).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
