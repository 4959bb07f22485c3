package dev.troupe.load.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What Prometheus' own tools say of monitoring/. */
class RulesTest {
  @Test
  void areWellFormed() throws IOException, InterruptedException {
    DebianProgram.Said said = DebianProgram.promtool().run("check", "config", "prometheus.yml");
    assertThat(said.exit()).as(said.text()).isZero();
  }

  @Test
  void fireWhenTheyShouldAndOnlyThen() throws IOException, InterruptedException {
    DebianProgram.Said said = DebianProgram.promtool().run("test", "rules", "tests/alerts_test.yml");
    assertThat(said.exit()).as(said.text()).isZero();
  }

  @Test
  void routeWhatIsCriticalToPeople() throws IOException, InterruptedException {
    DebianProgram.Said checked = DebianProgram.amtool().run("check-config", "alertmanager.yml");
    assertThat(checked.exit()).as(checked.text()).isZero();
    assertThat(receiver("severity=critical", "alertname=TroupeJournalFailing")).isEqualTo("people");
    assertThat(receiver("severity=warning", "alertname=TroupeNodeDown")).isEqualTo("tickets");
  }

  private static String receiver(String... labels) throws IOException, InterruptedException {
    DebianProgram.Said said = DebianProgram.amtool().run("config", "routes", "test", "--config.file=alertmanager.yml", labels[0], labels[1]);
    return said.text().lines().filter(line -> !line.startsWith("Warning")).reduce("", String::concat).strip();
  }
}
