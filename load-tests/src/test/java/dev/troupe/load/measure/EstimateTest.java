package dev.troupe.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EstimateTest {

  private long now;

  @Test
  void goesByTheStepsThatAreOver() {
    Estimate estimate = new Estimate(4, () -> now);
    assertThat(estimate.nextStep()).isEmpty();
    now += 60_000_000_000L;
    assertThat(estimate.nextStep()).isEqualTo(", about 3 min to go");
    now += 20_000_000_000L;
    assertThat(estimate.nextStep()).isEqualTo(", about 80 s to go");
    now += 10_000_000_000L;
    assertThat(estimate.nextStep()).isEqualTo(", about 30 s to go");
    assertThat(estimate.nextStep()).isEmpty();
  }
}
