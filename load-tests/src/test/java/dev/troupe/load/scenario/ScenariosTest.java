package dev.troupe.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.cli.CommandFailed;
import dev.troupe.load.check.Acknowledged;
import dev.troupe.load.check.JournalRow;
import dev.troupe.load.check.Verdict;
import dev.troupe.load.measure.Ending;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScenariosTest {

  @Test
  void hasTheScenariosOfTheManualAndSaysSoWhenAskedForAnother() {
    assertThat(Scenarios.all()).extracting(Scenario::name).containsExactly("steady", "fleet-1k", "fleet-10k", "drain", "burst", "handover", "mixed",
      "long-haul", "backlog-1m", "overload", "idle");
    assertThat(Scenarios.all()).allSatisfy(scenario -> assertThat(scenario.description()).hasSizeGreaterThan(40));
    assertThatThrownBy(() -> Scenarios.named("steday")).isInstanceOf(CommandFailed.class).hasMessageContaining("steady");
  }

  @Test
  void refusesAPlanOutOfItsBounds() {
    assertThatThrownBy(() -> new Plan(0, 1, 1, Duration.ofSeconds(1), 1, 1)).hasMessageContaining("--agents");
    assertThatThrownBy(() -> new Plan(1, 1, -1, Duration.ofSeconds(1), 1, 1)).hasMessageContaining("--rate");
    assertThatThrownBy(() -> new Plan(1, 1, 1, Duration.ZERO, 1, 1)).hasMessageContaining("--duration");
  }

  @Test
  void judgesATargetAtItsBound() {
    assertThat(Target.below("p99", 99.99, 100, "").met()).isTrue();
    assertThat(Target.below("p99", 100, 100, "").met()).isFalse();
    assertThat(Target.atMost("gap", 5, 5, " s").met()).isTrue();
    assertThat(Target.atLeast("share", 0.7999, 0.8, "").met()).isFalse();
    assertThat(Target.exactly("left", 1, 0).met()).isFalse();
    assertThat(Target.atLeast("share", 0.8, 0.8, "").bound()).isEqualTo("at least 0.80");
  }

  @Test
  void demandsAPercentileOfEveryCallThatWasMadeAndOfNothingElse() {
    Meter meter = new Meter();
    meter.ended(Op.ADD, Ending.DONE, 50_000_000L);
    meter.ended(Op.COMPLETE, Ending.DONE, 200_000_000L);
    meter.ended(Op.WAIT, Ending.DONE, 30_000_000_000L);
    meter.ended(Op.FAIL, Ending.REFUSED, 1);
    Map<Op, Meter.Point> totals = new EnumMap<>(meter.totals());
    List<Target> targets = Run.everyCall(totals, 99, 100);
    assertThat(targets).extracting(Target::what).containsExactly("p99 of add, ms", "p99 of complete, ms");
    assertThat(targets).extracting(Target::met).containsExactly(true, false);
  }

  @Test
  void drawsFatesInTheirShares() {
    Behaviour behaviour = new Behaviour(10, 400, 2, 2, 0.2, 0.1, 0.1);
    Random random = new Random(1);
    Map<Behaviour.Fate, Integer> drawn = new EnumMap<>(Behaviour.Fate.class);
    double thought = 0;
    for (int item = 0; item < 20_000; item++) {
      drawn.merge(behaviour.fate(random), 1, Integer::sum);
      thought += behaviour.thinkMillis(random);
    }
    assertThat(drawn.get(Behaviour.Fate.FAIL)).isBetween(3_700, 4_300);
    assertThat(drawn.get(Behaviour.Fate.STALL)).isBetween(1_800, 2_200);
    assertThat(drawn.get(Behaviour.Fate.COMPLETE)).isBetween(11_600, 12_400);
    assertThat(thought / 20_000).isBetween(380.0, 420.0);
    assertThat(Behaviour.eager().fate(random)).isEqualTo(Behaviour.Fate.COMPLETE);
    assertThat(Behaviour.eager().thinkMillis(random)).isZero();
  }

  @Test
  void comparesTheLastQuarterWithTheFirst() {
    List<Double> growing = new ArrayList<>(Collections.nCopies(25, 10.0));
    growing.addAll(Collections.nCopies(50, 12.0));
    growing.addAll(Collections.nCopies(25, 30.0));
    assertThat(LongHaulScenario.lastToFirst(growing)).isEqualTo(3);
    assertThat(LongHaulScenario.lastToFirst(List.of(1.0))).isZero();
  }

  @Test
  void findsOneLostAnswerAndOneDoubledItemAmongThousands() throws Exception {
    Answers answers = new Answers();
    Map<String, List<JournalRow>> stored = new HashMap<>();
    for (int number = 0; number < 12_000; number++) {
      String id = "w-" + number;
      answers.added(id);
      answers.claimed(id, "ada", 1);
      answers.completed(id, "ada", 1);
      stored.put(id, new ArrayList<>(List.of(new JournalRow(id, 1, "work.added", null, null), new JournalRow(id, 2, "work.claimed", "ada", 1L),
        new JournalRow(id, 3, "work.completed", "ada", 1L))));
    }
    assertThat(check(answers, stored)).satisfies(verdict -> {
      assertThat(verdict.isClean()).isTrue();
      assertThat(verdict.completed()).isEqualTo(12_000);
    });
    stored.get("w-7000").remove(2);
    stored.get("w-11000").add(2, new JournalRow("w-11000", 2, "work.claimed", "bob", 2L));
    assertThat(check(answers, stored)).satisfies(verdict -> {
      assertThat(verdict.lost()).isPositive();
      assertThat(verdict.doubleClaims()).isPositive();
      assertThat(verdict.violations()).extracting(violation -> violation.workId()).containsOnly("w-7000", "w-11000");
    });
  }

  private static Verdict check(Answers answers, Map<String, List<JournalRow>> stored) throws Exception {
    Map<String, List<Acknowledged>> told = answers.byItem();
    return RunCheck.check(told, ids -> ids.stream().flatMap(id -> stored.get(id).stream()).toList());
  }
}
