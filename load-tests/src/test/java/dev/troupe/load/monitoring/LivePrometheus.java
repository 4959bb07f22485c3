package dev.troupe.load.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.local.FreePorts;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A real Prometheus with the configuration and the rules of monitoring/, but for where it finds its targets. */
final class LivePrometheus implements AutoCloseable {
  private static final Pattern DISCOVERY = Pattern.compile("dns_sd_configs:\\s*\\n\\s*- \\{names: \\[tasks\\.troupe-metrics][^}]*}");
  /** Those that Prometheus adds to what it scrapes, and that of histograms' buckets. */
  private static final Set<String> ADDED = Set.of("__name__", "job", "instance", "le");

  private final LiveService service;

  private LivePrometheus(LiveService service) {
    this.service = service;
  }

  static LivePrometheus start(DebianProgram program, Path folder, List<String> targets) throws IOException, InterruptedException {
    for (String file : List.of("recording.yml", "alerts.yml")) {
      Files.copy(DebianProgram.MONITORING.resolve(file), folder.resolve(file));
    }
    String config = Files.readString(DebianProgram.MONITORING.resolve("prometheus.yml"));
    String local = DISCOVERY.matcher(config).replaceFirst("static_configs: [{targets: ['" + String.join("','", targets) + "']}]");
    if (local.equals(config)) {
      throw new IllegalStateException("Expected the discovery of tasks in prometheus.yml, but found none.");
    }
    Files.writeString(folder.resolve("prometheus.yml"), local);
    String address = "127.0.0.1:" + FreePorts.pick(1).get(0);
    return new LivePrometheus(
        LiveService.start(
            program,
            address,
            folder.resolve("prometheus.log"),
            List.of(
                "--config.file=" + folder.resolve("prometheus.yml"), "--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=" + address)));
  }

  /** The series an instant query returns. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    JsonNode answer = service.get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    if (!answer.path("status").asText().equals("success")) {
      throw new IllegalStateException("Expected an answer to " + expression + ", but: " + answer.path("error").asText());
    }
    return answer.path("data").path("result");
  }

  /** What it has scraped of each metric, by name: counter, gauge or histogram. */
  Map<String, String> types() throws IOException, InterruptedException {
    Map<String, String> types = new TreeMap<>();
    JsonNode metadata = service.get("/api/v1/metadata").path("data");
    metadata.fieldNames().forEachRemaining(name -> types.put(name, metadata.path(name).path(0).path("type").asText()));
    return types;
  }

  /** The labels that series of each name have now. */
  Map<String, Set<String>> labels() throws IOException, InterruptedException {
    Map<String, Set<String>> labels = new TreeMap<>();
    for (JsonNode series : query("{job=\"troupe\",__name__=~\"troupe_.+\"}")) {
      Set<String> own = labels.computeIfAbsent(series.path("metric").path("__name__").asText(), unknown -> new TreeSet<>());
      series.path("metric").fieldNames().forEachRemaining(own::add);
      own.removeAll(ADDED);
    }
    return labels;
  }

  boolean fires(String alert) throws IOException, InterruptedException {
    for (JsonNode one : service.get("/api/v1/alerts").path("data").path("alerts")) {
      if (one.path("labels").path("alertname").asText().equals(alert) && one.path("state").asText().equals("firing")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    service.close();
  }
}
