package dev.troupe.load.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** promtool's opinion of what Prometheus is given. */
class RulesTest {
  @Test
  void areWellFormed() throws IOException, InterruptedException {
    PrometheusProgram.Said said = PrometheusProgram.required().promtool("check", "config", "prometheus.yml");
    assertThat(said.exit()).as(said.text()).isZero();
  }

  @Test
  void fireWhenTheyShouldAndOnlyThen() throws IOException, InterruptedException {
    PrometheusProgram.Said said = PrometheusProgram.required().promtool("test", "rules", "tests/alerts_test.yml");
    assertThat(said.exit()).as(said.text()).isZero();
  }
}
