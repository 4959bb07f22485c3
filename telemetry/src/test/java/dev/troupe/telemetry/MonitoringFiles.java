package dev.troupe.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** monitoring/ as the tests need it: which names each rule and each dashboard speaks of. */
final class MonitoringFiles {
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path MONITORING = ROOT.resolve("monitoring");
  private static final Pattern RULE = Pattern.compile("(?m)^ {6}- (alert|record): (\\S+)\\n(.*?)(?=^ {6}- |^ {2}- |\\z)", Pattern.DOTALL);
  private static final Pattern RUNBOOK = Pattern.compile("runbook: (\\S+)");
  private static final Pattern NAME = Pattern.compile("\\btroupe[_:][a-z0-9_:]+");

  /** @param text the rule as it stands in its file */
  record Rule(String name, String text) {
    List<String> names() {
      return MonitoringFiles.names(text);
    }

    String runbook() {
      Matcher found = RUNBOOK.matcher(text);
      return found.find() ? found.group(1) : "";
    }
  }

  private MonitoringFiles() {}

  static List<Rule> alerts() throws IOException {
    return rules("alerts.yml", "alert");
  }

  static Map<String, Rule> recordings() throws IOException {
    Map<String, Rule> recordings = new LinkedHashMap<>();
    rules("recording.yml", "record").forEach(rule -> recordings.put(rule.name(), rule));
    return recordings;
  }

  /** By file name without its ending. */
  static Map<String, JsonNode> dashboards() throws IOException {
    Map<String, JsonNode> dashboards = new TreeMap<>();
    try (Stream<Path> files = Files.list(MONITORING.resolve("grafana/dashboards"))) {
      for (Path file : files.toList()) {
        dashboards.put(file.getFileName().toString().replace(".json", ""), new ObjectMapper().readTree(file.toFile()));
      }
    }
    return dashboards;
  }

  static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  /** Metrics and recorded series in a text. */
  static List<String> names(String text) {
    List<String> names = new ArrayList<>();
    for (Matcher found = NAME.matcher(text); found.find(); ) {
      names.add(found.group());
    }
    return names;
  }

  /** Whether an expression rests on the metric, by itself or through recorded series. */
  static boolean speaksOf(List<String> names, Metric metric, Map<String, Rule> recordings) {
    for (String name : names) {
      boolean itself = name.equals(metric.text()) || metric.kind() == Metric.Kind.HISTOGRAM && name.matches(metric.text() + "_(bucket|count|sum)");
      boolean through =
          recordings.containsKey(name) && speaksOf(recordings.get(name).names().stream().filter(inner -> !inner.equals(name)).toList(), metric, recordings);
      if (itself || through) {
        return true;
      }
    }
    return false;
  }

  private static List<Rule> rules(String file, String kind) throws IOException {
    List<Rule> rules = new ArrayList<>();
    for (Matcher found = RULE.matcher(Files.readString(MONITORING.resolve(file))); found.find(); ) {
      if (found.group(1).equals(kind)) {
        rules.add(new Rule(found.group(2), found.group(3)));
      }
    }
    return rules;
  }
}
