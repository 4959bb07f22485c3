package dev.troupe.load.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.cli.local.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A real Prometheus with the configuration and the rules of monitoring/, but for where it finds its targets. */
final class LivePrometheus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern DISCOVERY = Pattern.compile("dns_sd_configs:\\s*\\n\\s*- \\{names: \\[tasks\\.troupe-metrics][^}]*}");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final URI url;

  private LivePrometheus(Process process, URI url) {
    this.process = process;
    this.url = url;
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
    Process process =
        new ProcessBuilder(
                program.file().toString(),
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=" + address)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    LivePrometheus live = new LivePrometheus(process, URI.create("http://" + address));
    Await.until("Prometheus is ready", Duration.ofSeconds(60), live::isReady);
    return live;
  }

  private boolean isReady() throws InterruptedException {
    try {
      return client.send(HttpRequest.newBuilder(url.resolve("/-/ready")).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The series an instant query returns. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    if (!answer.path("status").asText().equals("success")) {
      throw new IllegalStateException("Expected an answer to " + expression + ", but: " + answer.path("error").asText());
    }
    return answer.path("data").path("result");
  }

  boolean fires(String alert) throws IOException, InterruptedException {
    for (JsonNode one : get("/api/v1/alerts").path("data").path("alerts")) {
      if (one.path("labels").path("alertname").asText().equals(alert) && one.path("state").asText().equals("firing")) {
        return true;
      }
    }
    return false;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20)).build();
    return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
