package dev.troupe.load.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.cli.local.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Prometheus or Alertmanager as a process of its own, asked over HTTP. */
final class LiveService implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final String url;

  private LiveService(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Returns once it says that it is ready.
   *
   * @param address where the arguments make it listen
   * @param log gets what it prints
   */
  static LiveService start(DebianProgram program, String address, Path log, List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(program.command());
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    LiveService service = new LiveService(process, "http://" + address);
    try {
      Await.until(program.file().getFileName() + " is ready", Duration.ofSeconds(60), service::isReady);
    } catch (InterruptedException | RuntimeException | Error failed) {
      service.close();
      throw failed;
    }
    return service;
  }

  private boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("It ended at once, with " + process.exitValue() + ".");
    }
    try {
      return client.send(HttpRequest.newBuilder(URI.create(url + "/-/ready")).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(send(HttpRequest.newBuilder(URI.create(url + path))));
  }

  void post(String path, Object body) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 500) {
      throw new IOException(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  @Override
  public void close() {
    Programs.end(process);
  }
}
