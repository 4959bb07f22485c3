package dev.troupe.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.troupe.load.TelemetryRounds.Pair;
import dev.troupe.load.TelemetryRounds.Round;
import dev.troupe.load.measure.Numbers;
import java.util.List;
import org.junit.jupiter.api.Test;

class TelemetryRoundsTest {
  @Test
  void comparesEachRoundWithItsNeighbour() {
    TelemetryRounds rounds =
      new TelemetryRounds(List.of(new Pair(new Round(90, 1.5, 0.5), new Round(100, 0.75, 0.25)), new Pair(new Round(50, 3, 1), new Round(50, 3, 1)), new Pair(new Round(220, 1.25, 0.25), new Round(200, 0.5, 0.5))));
    assertThat(rounds.itemsPerSecond()).isEqualTo(new TelemetryRounds.Ratio(90, 100, 1, 0.9, 1.1));
    assertThat(rounds.cpuMsPerItem()).isEqualTo(new TelemetryRounds.Ratio(2, 1, 1.5, 1, 2));
    assertThat(rounds.nodeMsPerItem()).isEqualTo(new TelemetryRounds.Ratio(1.5, 0.75, 2, 1, 2.5));
    assertThat(rounds.databaseMsPerItem()).isEqualTo(new TelemetryRounds.Ratio(0.5, 0.5, 1, 0.5, 2));
  }

  @Test
  void takesTheMeanOfTheTwoInTheMiddle() {
    assertThat(Numbers.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    assertThat(Numbers.median(List.of(7.0))).isEqualTo(7);
  }

  @Test
  void needsOnePairAtLeast() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TelemetryRounds(List.of()));
  }
}
