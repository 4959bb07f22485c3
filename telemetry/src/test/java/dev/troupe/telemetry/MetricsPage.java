package dev.troupe.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** docs/metrics.md, made of {@link Metric}, {@link Label} and the files of monitoring/. */
final class MetricsPage {
  private static final String HEAD =
      """
      # Metrics

      Made from `dev.troupe.telemetry.Metric` and monitoring/ by `MetricsPageTest`; do not edit it by hand:
      `./mvnw -pl telemetry test -Dtest=MetricsPageTest -Dtroupe.write-docs=true` writes it anew.

      Every node serves `GET /metrics` in Prometheus' text format 0.0.4 on its management port, and on a port of its own when `TROUPE_METRICS_PORT` is
      set. Values are at most `troupe.metrics.tick` (4 s) old. Metrics of the whole cluster are served by every gateway, or by the one node that takes
      the census: take their `max`, not their `sum`.

      ## Every metric

      | metric | type | labels | meaning |
      |---|---|---|---|
      """;

  private MetricsPage() {}

  static String make() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (Metric metric : Metric.values()) {
      page.append(row(code(metric.text()), metric.kind().name().toLowerCase(Locale.ROOT), labels(metric), metric.meaning()));
    }
    page.append("\n## Labels\n\n| label | values | meaning |\n|---|---|---|\n");
    for (Label label : Label.values()) {
      String values = label.known().isEmpty() ? "at most " + label.bound() + ", then `other`" : code(String.join("`, `", label.known()));
      page.append(row(code(label.text()), values, label.meaning()));
    }
    page.append("\n## From a metric to what to do\n\nAn alert in brackets is not about the metric itself: the metric helps to find its cause.\n\n");
    page.append("| metric | dashboards | alerts, each with its runbook |\n|---|---|---|\n");
    for (Metric metric : Metric.values()) {
      page.append(row(code(metric.text()), String.join(", ", dashboards(metric)), String.join(", ", alerts(metric))));
    }
    return page.toString();
  }

  /** Titles of the dashboards that show it. */
  static List<String> dashboards(Metric metric) throws IOException {
    Map<String, MonitoringFiles.Rule> recordings = MonitoringFiles.recordings();
    List<String> titles = new ArrayList<>();
    for (JsonNode dashboard : MonitoringFiles.dashboards().values()) {
      StringBuilder queries = new StringBuilder();
      dashboard.path("panels").forEach(panel -> panel.path("targets").forEach(query -> queries.append(query.path("expr").asText()).append('\n')));
      if (MonitoringFiles.speaksOf(MonitoringFiles.names(queries.toString()), metric, recordings)) {
        titles.add(dashboard.path("title").asText().replace("Troupe: ", ""));
      }
    }
    return titles;
  }

  /** Links to the runbooks of the alerts about it, else of the one whose cause it helps to find. */
  static List<String> alerts(Metric metric) throws IOException {
    Map<String, MonitoringFiles.Rule> recordings = MonitoringFiles.recordings();
    List<String> links = new ArrayList<>();
    for (MonitoringFiles.Rule alert : MonitoringFiles.alerts()) {
      if (MonitoringFiles.speaksOf(alert.names(), metric, recordings)) {
        links.add(link(alert));
      }
    }
    if (links.isEmpty()) {
      MonitoringFiles.alerts().stream().filter(alert -> alert.name().equals(metric.explains())).forEach(alert -> links.add("(" + link(alert) + ")"));
    }
    return links;
  }

  private static String link(MonitoringFiles.Rule alert) {
    return "[" + alert.name() + "](" + alert.runbook().replace("docs/", "") + ")";
  }

  private static String labels(Metric metric) {
    return metric.labels().stream().map(label -> code(label.text())).collect(Collectors.joining(", "));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
