package dev.troupe.load.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.load.baseline.Comparison.Performance;
import dev.troupe.load.check.Verdict;
import dev.troupe.load.fleet.Latencies;
import dev.troupe.load.scenario.Round;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatiosTest {

  @Test
  void takesTheMedianOfTheRatiosWithinTheRounds() {
    List<Performance> ours = List.of(performance(3_000, 2), performance(900, 4), performance(2_600, 2.5));
    List<Performance> theirs = List.of(performance(1_000, 4), performance(300, 12), performance(1_300, 5));
    Ratios.Line items = line(Ratios.of(ours, theirs), "claim + complete, one a call, items/s");
    assertThat(items.ours().median()).isEqualTo(2_600);
    assertThat(items.ours().least()).isEqualTo(900);
    assertThat(items.ratio().median()).isEqualTo(3);
    assertThat(items.ratio().least()).isEqualTo(2);
    assertThat(items.met()).isTrue();
  }

  @Test
  void callsShorterTimesBetterAndHoldsThemToTheirOwnBound() {
    List<Ratios.Line> lines = Ratios.of(List.of(performance(1, 2)), List.of(performance(1, 4)));
    Ratios.Line p50 = line(lines, "hand-over p50, ms");
    assertThat(p50.ratio().median()).isEqualTo(2);
    assertThat(p50.met()).isTrue();
    assertThat(line(lines, "claim + complete, one a call, items/s").met()).isFalse();
  }

  @Test
  void doesNotCallNoHandOverAFastOne() {
    assertThat(line(Ratios.of(List.of(performance(1, 0)), List.of(performance(1, 4))), "hand-over p50, ms").met()).isFalse();
  }

  private static Ratios.Line line(List<Ratios.Line> lines, String figure) {
    return lines.stream().filter(line -> line.figure().equals(figure)).findFirst().orElseThrow();
  }

  private static Performance performance(double itemsPerSecond, double handOverMs) {
    Round.Stroke stroke = new Round.Stroke(itemsPerSecond, Map.of(), 1, 1, 1);
    return new Performance(new Round.Outcome(stroke, stroke, stroke, stroke, stroke, new Latencies.Summary(handOverMs, handOverMs, handOverMs, handOverMs), 0),
      new Verdict(1, List.of()), 0, List.of());
  }
}
