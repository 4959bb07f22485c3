package dev.troupe.load.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.troupe.cli.local.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real Alertmanager with the configuration of monitoring/; its two receivers end here. */
final class LiveAlertmanager implements AutoCloseable {
  /**
   * One message somebody would have got.
   *
   * @param alerts name and instance of each in it
   */
  record Notification(String receiver, List<String> alerts) {}

  private final HttpServer webhook;
  private final LiveService service;
  private final List<Notification> received;

  private LiveAlertmanager(HttpServer webhook, LiveService service, List<Notification> received) {
    this.webhook = webhook;
    this.service = service;
    this.received = received;
  }

  static LiveAlertmanager start(DebianProgram program, Path folder) throws IOException, InterruptedException {
    List<Notification> received = new CopyOnWriteArrayList<>();
    HttpServer webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    webhook.createContext(
        "/",
        exchange -> {
          received.add(read(new ObjectMapper().readTree(exchange.getRequestBody())));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    webhook.start();
    String config = Files.readString(DebianProgram.MONITORING.resolve("alertmanager.yml"));
    for (String receiver : List.of("people", "tickets")) {
      String named = "  - name: " + receiver + "\n";
      if (!config.contains(named)) {
        throw new IllegalStateException("Expected the receiver " + receiver + " in alertmanager.yml, but it is not there.");
      }
      String hook = "    webhook_configs: [{url: 'http://127.0.0.1:" + webhook.getAddress().getPort() + "/'}]\n";
      config = config.replace(named, named + hook);
    }
    Files.writeString(folder.resolve("alertmanager.yml"), config);
    String address = "127.0.0.1:" + FreePorts.pick(1).get(0);
    LiveService service =
        LiveService.start(
            program,
            address,
            folder.resolve("alertmanager.log"),
            List.of(
                "--config.file=" + folder.resolve("alertmanager.yml"),
                "--storage.path=" + folder.resolve("data"),
                "--web.listen-address=" + address,
                "--cluster.listen-address="));
    return new LiveAlertmanager(webhook, service, received);
  }

  /** As Prometheus would: they fire now. */
  void fire(String severity, String name, String... instances) throws IOException, InterruptedException {
    List<Map<String, Object>> alerts = new ArrayList<>();
    for (String instance : instances.length == 0 ? new String[] {""} : instances) {
      alerts.add(Map.of("labels", Map.of("alertname", name, "severity", severity, "instance", instance)));
    }
    service.post("/api/v2/alerts", alerts);
  }

  List<Notification> received() {
    return List.copyOf(received);
  }

  private static Notification read(JsonNode message) {
    TreeSet<String> alerts = new TreeSet<>();
    message.path("alerts").forEach(alert -> alerts.add((alert.path("labels").path("alertname").asText() + " " + alert.path("labels").path("instance").asText()).strip()));
    return new Notification(message.path("receiver").asText(), List.copyOf(alerts));
  }

  @Override
  public void close() {
    service.close();
    webhook.stop(0);
  }
}
