package dev.troupe.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No hole between the metrics, what shows them, what watches them, and what to do. */
class MetricsPageTest {
  private static final Set<String> PANELS = Set.of("timeseries", "stat");
  private static final int COLUMNS = 24;

  @Test
  void isWhatTheDocumentsSay() throws IOException {
    String made = MetricsPage.make();
    if (Boolean.getBoolean("troupe.write-docs")) {
      Files.writeString(MonitoringFiles.ROOT.resolve("docs/metrics.md"), made);
    }
    assertThat(MonitoringFiles.read("docs/metrics.md")).as("docs/metrics.md is made anew with -Dtroupe.write-docs=true").isEqualTo(made);
  }

  @Test
  void leadsFromEveryMetricToADashboardAnAlertAndARunbook() throws IOException {
    for (Metric metric : Metric.values()) {
      assertThat(MetricsPage.dashboards(metric)).as("dashboards of " + metric.text()).isNotEmpty();
      assertThat(MetricsPage.alerts(metric)).as("alerts of " + metric.text()).isNotEmpty();
    }
  }

  @Test
  void givesEveryAlertASeverityASummaryAndARunbook() throws IOException {
    String runbooks = MonitoringFiles.read("docs/runbooks.md");
    List<String> headings = runbooks.lines().filter(line -> line.startsWith("## ")).map(line -> line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-')).toList();
    List<MonitoringFiles.Rule> alerts = MonitoringFiles.alerts();
    assertThat(alerts).hasSizeGreaterThan(30);
    for (MonitoringFiles.Rule alert : alerts) {
      assertThat(alert.text()).as(alert.name()).containsPattern("severity: (critical|warning)").contains("summary:", "description:");
      assertThat(alert.runbook()).as(alert.name()).startsWith("docs/runbooks.md#");
      assertThat(headings).as(alert.name()).contains(alert.runbook().substring("docs/runbooks.md#".length()));
      assertThat(runbooks).contains("`" + alert.name() + "`");
    }
    assertThat(headings).hasSameSizeAs(alerts);
  }

  /** An inhibition that names an alert no more would let a storm through. */
  @Test
  void inhibitsOnlyAlertsThereAre() throws IOException {
    List<String> alerts = MonitoringFiles.alerts().stream().map(MonitoringFiles.Rule::name).toList();
    Matcher named = Pattern.compile("alertname(?:=~|!=|=)\"([^\"]+)\"").matcher(MonitoringFiles.read("monitoring/alertmanager.yml"));
    int found = 0;
    while (named.find()) {
      for (String name : named.group(1).split("\\|")) {
        found++;
        assertThat(alerts).as(name).anyMatch(alert -> alert.matches(name));
      }
    }
    assertThat(found).isGreaterThan(10);
  }

  @Test
  void speaksOfNothingThatIsNotServed() throws IOException {
    Map<String, MonitoringFiles.Rule> recordings = MonitoringFiles.recordings();
    Set<String> served = new HashSet<>(recordings.keySet());
    for (Metric metric : Metric.values()) {
      served.add(metric.text());
      if (metric.kind() == Metric.Kind.HISTOGRAM) {
        Stream.of("_bucket", "_count", "_sum").forEach(part -> served.add(metric.text() + part));
      }
    }
    for (MonitoringFiles.Rule rule : Stream.concat(MonitoringFiles.alerts().stream(), recordings.values().stream()).toList()) {
      assertThat(served).as(rule.name()).containsAll(rule.names());
    }
    for (Map.Entry<String, JsonNode> dashboard : MonitoringFiles.dashboards().entrySet()) {
      dashboard.getValue().path("panels").forEach(panel -> panel.path("targets").forEach(
          query -> assertThat(served).as(dashboard.getKey()).containsAll(MonitoringFiles.names(query.path("expr").asText()))));
    }
  }

  /** As far as Grafana's schema can be had: what its provisioning refuses or shows as broken. */
  @Test
  void showsDashboardsGrafanaCanLoad() throws IOException {
    String sources = MonitoringFiles.read("monitoring/grafana/provisioning/datasources/troupe.yml");
    Set<String> uids = new HashSet<>();
    for (Map.Entry<String, JsonNode> entry : MonitoringFiles.dashboards().entrySet()) {
      JsonNode dashboard = entry.getValue();
      assertThat(dashboard.path("title").asText()).startsWith("Troupe: ");
      assertThat(uids.add(dashboard.path("uid").asText())).as("uid of " + entry.getKey()).isTrue();
      assertThat(dashboard.path("uid").asText()).matches("[a-z-]{3,40}");
      assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(36);
      Set<Integer> ids = new HashSet<>();
      Set<String> cells = new HashSet<>();
      for (JsonNode panel : dashboard.path("panels")) {
        String name = entry.getKey() + "/" + panel.path("title").asText();
        assertThat(ids.add(panel.path("id").asInt())).as(name).isTrue();
        assertThat(PANELS).as(name).contains(panel.path("type").asText());
        assertThat(panel.path("description").asText()).as(name + " says what to look for").hasSizeGreaterThan(20);
        assertThat(sources).as(name).contains("uid: " + panel.path("datasource").path("uid").asText() + "\n");
        JsonNode grid = panel.path("gridPos");
        assertThat(grid.path("x").asInt() + grid.path("w").asInt()).as(name).isLessThanOrEqualTo(COLUMNS);
        for (int x = 0; x < grid.path("w").asInt(); x++) {
          for (int y = 0; y < grid.path("h").asInt(); y++) {
            assertThat(cells.add((grid.path("x").asInt() + x) + "," + (grid.path("y").asInt() + y))).as(name + " lies on another").isTrue();
          }
        }
        assertThat(panel.path("targets")).as(name).isNotEmpty();
      }
    }
  }
}
