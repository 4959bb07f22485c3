package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Violation;
import dev.troupe.protocol.WorkSpec;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingTest {

  @Test
  void takesTheDefaultsOfTheContract() {
    WorkSpec spec = valid(WorkBodies.addition(fields("{\"work_type\":\"x\",\"title\":\"t\",\"description\":null}"))).spec();
    assertThat(spec.team().value()).isEqualTo("default");
    assertThat(spec.priority().name()).isEqualTo("MEDIUM");
    assertThat(spec.lease()).isEqualTo(Duration.ofSeconds(60));
    assertThat(spec.maxAttempts()).isEqualTo(3);
    assertThat(spec.review()).isFalse();
    assertThat(spec.backoff()).isZero();
    assertThat(valid(AgentBodies.registration(fields("{}"), "a-1")).profile().capacity()).isEqualTo(1);
    assertThat(valid(AgentBodies.claim(fields("{}"), "a-1")).wanted().maxWait()).isZero();
    assertThat(valid(WorkBodies.failure(fields("{\"agent_id\":\"a\",\"lease_token\":1,\"reason\":\"r\"}"), "w")).retryable()).isTrue();
  }

  @Test
  void takesEveryBoundAndRefusesTheNextValue() {
    for (String at : List.of("\"lease_seconds\":86400", "\"max_attempts\":1000", "\"backoff_seconds\":0", "\"story_points\":1000")) {
      assertThat(faults(WorkBodies.addition(fields(work(at))))).as(at).isEmpty();
    }
    for (String beyond : List.of(
        "\"lease_seconds\":86401", "\"lease_seconds\":0", "\"max_attempts\":0", "\"max_attempts\":1001", "\"backoff_seconds\":86401",
        "\"story_points\":1001", "\"lease_seconds\":1.0", "\"lease_seconds\":\"60\"", "\"review\":\"true\"", "\"review\":1",
        "\"epic_id\":\"\"", "\"team\":\"a b\"", "\"priority\":\"HIGH\"", "\"run_at\":\"2026-13-01T00:00:00Z\"",
        "\"run_at\":\"2026-01-01\"", "\"lease_seconds\":9223372036854775808")) {
      assertThat(faults(WorkBodies.addition(fields(work(beyond))))).as(beyond).hasSize(1);
    }
  }

  @Test
  void readsTimesWithAnyOffsetCutToMilliseconds() {
    WorkSpec spec = valid(WorkBodies.addition(fields(work("\"run_at\":\"2026-11-21T10:30:00.1234567+01:00\"")))).spec();
    assertThat(spec.runAt()).contains(Instant.parse("2026-11-21T09:30:00.123Z"));
  }

  @Test
  void keepsNumbersOfAPayloadAsTheyWereSent() {
    String payload = "{\"a\":0.10,\"b\":1e400,\"c\":123456789012345678901234567890,\"d\":0.1000000000000000055}";
    assertThat(valid(WorkBodies.addition(fields(work("\"payload\":" + payload)))).spec().payload().orElseThrow().value())
        .isEqualTo(payload.replace("1e400", "1E+400"));
  }

  @Test
  void boundsThePayload() {
    assertThat(faults(WorkBodies.addition(fields(work("\"payload\":\"" + "x".repeat(256 * 1024) + "\"")))))
        .extracting(Violation::field).containsExactly("payload");
  }

  @Test
  void namesFaultsInsideOfObjectsAndLists() {
    assertThat(faults(AgentBodies.heartbeat(fields("{\"leases\":[{\"work_id\":\"w\",\"lease_token\":1},{\"work\":\"w\"}],\"usage\":{\"tokens_in\":-1,\"cost\":1}}"), "a")))
        .extracting(Violation::field)
        .containsExactlyInAnyOrder("leases[1].work_id", "leases[1].lease_token", "leases[1].work", "usage.tokens_in", "usage.cost");
    assertThat(faults(AgentBodies.registration(fields("{\"metadata\":{\"a\":1,\"b\":\"c\"},\"capabilities\":[\"a\",\"b c\"]}"), "a b")))
        .extracting(Violation::field)
        .containsExactlyInAnyOrder("agent_id", "metadata.a", "capabilities[1]");
    assertThat(faults(WorkBodies.progress(fields("{\"agent_id\":\"a\",\"lease_token\":1,\"percent\":101,\"usage\":{\"cost_usd\":1e99}}"), "w")))
        .extracting(Violation::field)
        .containsExactlyInAnyOrder("percent", "usage.cost_usd");
  }

  @Test
  void listsABoundedNumberOfFaults() {
    assertThat(faults(WorkBodies.addition(fields(work("\"requires\":[" + "5,".repeat(49) + "5],\"resources\":[" + "5,".repeat(99) + "5]")))))
        .hasSize(Fields.MAX_VIOLATIONS);
  }

  @Test
  void suggestsWhatWasMeant() {
    assertThat(DidYouMean.among(List.of("work_type", "title"), "workType".toLowerCase())).contains("work_type");
    assertThat(DidYouMean.among(List.of("work_type", "title"), "colour")).isEmpty();
  }

  @Test
  void makesIdsInTheOrderOfTime() {
    List<String> made = new ArrayList<>();
    for (long milli = 0; milli < 50; milli++) {
      made.add(new WorkIds(Clock.fixed(Instant.ofEpochMilli(1_800_000_000_000L + milli), java.time.ZoneOffset.UTC)).next().value());
    }
    assertThat(made).isSorted().doesNotHaveDuplicates().allMatch(id -> id.matches("w-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    assertThat(WorkIds.derived("a", "k")).isEqualTo(WorkIds.derived("a", "k")).isNotEqualTo(WorkIds.derived("b", "k"));
  }

  @Test
  void continuesATraceOnlyWhenItIsOne() {
    String id = "4bf92f3577b34da6a3ce929d0e0e4736";
    assertThat(Trace.continuing("00-" + id + "-00f067aa0ba902b7-01").traceId()).isEqualTo(id);
    assertThat(Trace.continuing("cc-" + id + "-00f067aa0ba902b7-01-more").traceId()).isEqualTo(id);
    for (String broken : List.of(
        "", "00-" + id, "ff-" + id + "-00f067aa0ba902b7-01", "00-" + id + "-00f067aa0ba902b7-01-more", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01",
        "00-" + id + "-0000000000000000-01", "00-" + id.toUpperCase() + "-00f067aa0ba902b7-01")) {
      assertThat(Trace.continuing(broken).traceId()).as(broken).isNotEqualTo(id).matches("[0-9a-f]{32}");
    }
  }

  private static String work(String more) {
    return "{\"work_type\":\"x\",\"title\":\"t\"," + more + "}";
  }

  private static Fields fields(String json) {
    return Fields.of(valid(JsonReading.object(json.getBytes(StandardCharsets.UTF_8), false)));
  }

  private static <T> T valid(Parsed<T> parsed) {
    return parsed.fold(value -> value, refusal -> {
      throw new AssertionError(refusal.toString());
    });
  }

  private static List<Violation> faults(Parsed<?> parsed) {
    return parsed.fold(value -> List.of(), Refusal::violations);
  }
}
