package dev.troupe.load.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.troupe.cli.client.Json;
import dev.troupe.load.chaos.arena.Arena;
import dev.troupe.load.chaos.check.Check;
import dev.troupe.load.chaos.check.Checks;
import dev.troupe.load.chaos.fault.Struck;
import dev.troupe.load.chaos.history.Action;
import dev.troupe.load.chaos.history.Operation;
import dev.troupe.load.chaos.history.Operation.Outcome;
import dev.troupe.load.chaos.history.Operation.Told;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Struck KILL = new Struck("kill-one", List.of(2), 10 * SECOND, 10 * SECOND, 13 * SECOND, 15 * SECOND, null, Map.of());

  @Test
  void measuresFromTheFaultAtTheNodesThatLive() {
    List<Operation> operations = List.of(claim(1, 9, 9.5, Outcome.OK), claim(2, 10, 14.9, Outcome.UNKNOWN), claim(1, 10.5, 12, Outcome.UNKNOWN),
      claim(3, 12.5, 12.75, Outcome.OK), claim(3, 13.5, 14, Outcome.OK));
    assertThat(Healing.of(List.of(KILL), operations, Map.of("ada", "core"), 20 * SECOND)).containsExactly(new Healing("kill-one", 2_000, 2_750, 1_000, 0, 0));
  }

  @Test
  void takesTheGapOfTheTeamThatWaitedLongest() {
    List<Operation> operations = List.of(claim("ada", 1, 10.5, 11), claim("ben", 1, 10.5, 12), claim("ada", 1, 13, 14), claim("ada", 1, 14, 15),
      claim("ben", 1, 15, 16));
    assertThat(Healing.of(List.of(KILL), operations, Map.of("ada", "core", "ben", "edge"), 20 * SECOND)).containsExactly(new Healing("kill-one", 0, 4_000, 1_000, 0, 0));
  }

  @Test
  void countsRequestsOnItemsOfLivingNodesThatMetMoreThanOneError() {
    Struck kill = new Struck("kill-one", List.of(2), 10 * SECOND, 10 * SECOND, 13 * SECOND, 15 * SECOND, null, Map.of(Arena.shardOf("lives"), 1, Arena.shardOf("dies"), 2));
    List<Operation> operations = List.of(
      completes("r1", "lives", 1, 11, Outcome.UNKNOWN), completes("r1", "lives", 3, 12, Outcome.OK),
      completes("r2", "lives", 1, 11, Outcome.UNKNOWN), completes("r2", "lives", 3, 12, Outcome.UNKNOWN), completes("r2", "lives", 1, 13, Outcome.OK),
      completes("r3", "lives", 2, 11, Outcome.UNKNOWN), completes("r3", "lives", 2, 12, Outcome.UNKNOWN),
      completes("r4", "dies", 1, 11, Outcome.UNKNOWN), completes("r4", "dies", 3, 12, Outcome.UNKNOWN),
      completes("r5", "lives", 1, 14, Outcome.OK));
    Healing healing = Healing.of(List.of(kill), operations, Map.of("ada", "core"), 20 * SECOND).get(0);
    assertThat(healing.spared()).as("requests").isEqualTo(3);
    assertThat(healing.troubled()).as("of them with two errors").isEqualTo(1);
  }

  @Test
  void judgesTheMedianOfAKindOfFault() {
    List<Healing> healings = List.of(new Healing("kill-one", 4_000, 0, 0, 0, 0), new Healing("kill-one", 4_500, 0, 0, 0, 0), new Healing("kill-one", 9_000, 0, 0, 0, 0),
      new Healing("db-kill", 60_000, 0, 2_500, 0, 0), new Healing("db-pause", 0, 0, -1, 0, 0));
    RunResult run = new RunResult(5, 3, "", Instant.EPOCH, 20, 10, 9, Map.of(), Map.of(), List.of(), healings, Map.of(), List.of(), List.of(), List.of(), "");
    assertThat(HealingSummary.goals(List.of(run))).extracting(HealingSummary.Judged::times, goal -> goal.p50() / 100, HealingSummary.Judged::met)
      .containsExactly(tuple(3, 45L, true), tuple(1, 25L, false));
  }

  @Test
  void countsCallsBySecond() {
    List<Timeline.Second> timeline = Timeline.of(List.of(claim(1, 0.25, 0.5, Outcome.OK), claim(1, 0.5, 1.5, Outcome.REFUSED)), 2 * SECOND);
    assertThat(timeline).hasSize(3);
    assertThat(timeline.get(0).ok()).isEqualTo(1);
    assertThat(timeline.get(0).p50Ms()).isBetween(249.0, 251.0);
    assertThat(timeline.get(1).refused()).isEqualTo(1);
  }

  @Test
  void readsItsOwnJsonAndShowsWhatWasFoundWithoutAnythingFromElsewhere() throws JsonProcessingException {
    RunResult result = new RunResult(5, 3, "./troupe chaos --seed 5", Instant.EPOCH, 20, 10, 9, Map.of("ok", 3L), Map.of("lease_lost", 1L), List.of(KILL),
      Healing.of(List.of(KILL), List.of(), Map.of(), 20 * SECOND), Map.of("clock-back", "there is no libfaketime"), List.of("node-2 ended"),
      List.of(new Checks.Verdict("one-lease", "At most one.", 1, List.of(new Check.Finding("one-lease", "w", "two <leases>")))),
      Timeline.of(List.of(claim(1, 0, 1, Outcome.OK)), 20 * SECOND), "somewhere");
    assertThat(Json.mapper().readValue(Json.pretty(result), RunResult.class)).isEqualTo(result);
    assertThat(HtmlReport.of(List.of(result))).contains("<svg", "kill-one", "two &lt;leases&gt;", "--seed 5", "libfaketime", "0 without a violation")
      .doesNotContain("http://", "https://", "<script");
    assertThat(MarkdownReport.of(List.of(result))).contains("| 5 | 3 | kill-one | 3 / 0 / 0 | 10, 9 | one-lease 1 |");
  }

  private static Operation completes(String request, String work, int node, double start, Outcome outcome) {
    return new Operation(1, "worker", node, Action.COMPLETE, request, work, "ada", 1, 0, (long) (start * SECOND), (long) ((start + 0.5) * SECOND), outcome,
      outcome == Outcome.OK ? 200 : 503, outcome == Outcome.OK ? null : "unavailable", List.of(), null, 0);
  }

  private static Operation claim(int node, double start, double end, Outcome outcome) {
    return claim("ada", node, start, end, outcome);
  }

  private static Operation claim(String agent, int node, double start, double end) {
    return claim(agent, node, start, end, Outcome.OK);
  }

  private static Operation claim(String agent, int node, double start, double end, Outcome outcome) {
    return new Operation(1, agent, node, Action.CLAIM_NEXT, "r", null, agent, 0, 1, (long) (start * SECOND), (long) (end * SECOND), outcome, 200, null,
      outcome == Outcome.OK ? List.of(new Told("w", 1, 5, true)) : List.of(), null, 0);
  }
}
