package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.gateway.Samples;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.Json;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Progress;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkStatus;
import dev.troupe.protocol.WorkView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The answers, letter by letter: what changes here changes for every client. */
class ViewsTest {

  @Test
  void writesAFullItem() {
    assertThat(json(to -> WorkViews.work(to, Samples.work(new WorkId("w-1"), Samples.SPEC))))
        .isEqualTo(
            """
            {"id":"w-1","work_type":"review","title":"Look at it","description":"Closely","status":"in_review","priority":"high",\
            "team":"blue","requires":["akka","java"],"depends_on":["w-0"],"run_at":"2026-11-21T09:30:00.120Z","lease_seconds":90,\
            "max_attempts":5,"backoff_seconds":10,"review":true,"resources":["src/**"],"attempt":2,\
            "progress":{"percent":40,"note":"half","checkpoint":[1,2],"at":"2026-11-21T09:30:00.120Z"},"claimed_by":"a-1",\
            "claimed_at":"2026-11-21T09:30:00.120Z","lease_expires_at":"2026-11-21T09:31:00.120Z","created_at":"2026-11-21T09:30:00.120Z",\
            "completed_at":null,"outcome":"partial","result":"done","handoff":"look at b","failure":null,\
            "payload":{"n":1.10,"deep":[null,true]},"usage":{"tokens_in":10,"tokens_out":20,"cost_usd":0.5},"story_points":8,\
            "epic_id":"e-1","version":6}""");
  }

  @Test
  void writesNullForWhatIsAbsent() {
    WorkSpec spec =
        new WorkSpec(
            "x", "t", "", Priority.MEDIUM, new TeamId("default"), Set.of(), List.of(), Optional.empty(), Duration.ofSeconds(60), 3,
            Duration.ZERO, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    WorkView fresh =
        new WorkView(
            new WorkId("w-2"), spec, WorkStatus.READY, Optional.empty(), 0, Progress.NONE, Optional.empty(), Optional.empty(),
            Optional.empty(), Samples.NOW, Optional.empty(), Optional.empty(), Optional.empty(), Usage.NONE, Optional.empty(),
            Optional.empty(), 1);
    assertThat(json(to -> WorkViews.work(to, fresh)))
        .contains("\"run_at\":null", "\"checkpoint\":null", "\"claimed_by\":null", "\"payload\":null", "\"story_points\":null", "\"cost_usd\":0}")
        .doesNotContain("token\"");
  }

  @Test
  void writesAClaimWithItsToken() {
    ClaimGrant grant = new ClaimGrant(Samples.work(new WorkId("w-1"), Samples.SPEC), new LeaseToken(7), Samples.NOW, 2);
    assertThat(json(to -> WorkViews.claim(to, grant)))
        .startsWith("{\"work\":{\"id\":\"w-1\"")
        .endsWith("\"version\":6},\"lease_token\":7,\"lease_expires_at\":\"2026-11-21T09:30:00.120Z\",\"attempt\":2}");
  }

  @Test
  void writesAnAgent() {
    AgentProfile profile = new AgentProfile(new TeamId("blue"), Set.of("java"), 3, Optional.empty(), Map.of("model", "x \"y\""));
    assertThat(json(to -> AgentViews.agent(to, Samples.agent(new AgentId("a-1"), profile))))
        .isEqualTo(
            """
            {"id":"a-1","team":"blue","specialization":null,"capabilities":["java"],"capacity":3,"metadata":{"model":"x \\"y\\""},\
            "status":"active","last_heartbeat_at":"2026-11-21T09:30:00.120Z","open_claims":["w-1"],\
            "achievements":{"completed":3,"failed":1,"mean_seconds":1.5,"p95_seconds":null,"success_rate":0.75},\
            "usage":{"tokens_in":0,"tokens_out":0,"cost_usd":0},"registered_at":"2026-11-21T09:30:00.120Z","version":4}""");
  }

  @Test
  void embedsPayloadsAsTheyAre() {
    assertThat(json(to -> {
      to.writeStartObject();
      JsonWriting.raw(to, "payload", Optional.of(new Json("{\"big\":1e999,\"t\":\"\u2028é\"}")));
      to.writeEndObject();
    })).isEqualTo("{\"payload\":{\"big\":1e999,\"t\":\"\u2028é\"}}");
  }

  @Test
  void writesEveryInstantAsTheFormatterDoes() {
    DateTimeFormatter formatter = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    System.out.println("instants: seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      // Most within some minutes, as in an answer; some anywhere in six thousand years.
      long second = i % 4 > 0 ? 1_764_288_000L + random.nextInt(300) : random.nextLong(-62_000_000_000L, 130_000_000_000L);
      Instant at = Instant.ofEpochSecond(second, random.nextInt(1_000_000_000));
      assertThat(JsonWriting.instant(at)).isEqualTo(formatter.format(at));
    }
  }

  private static String json(JsonWriting.Value value) {
    return new String(JsonWriting.bytes(value), StandardCharsets.UTF_8);
  }
}
