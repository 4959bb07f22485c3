package dev.troupe.load.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cli.client.Json;
import dev.troupe.load.chaos.history.Heard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Follows {@code GET /v1/events} from the beginning of the journal, through whichever node answers, and goes on where it was when a connection breaks or
 * is silent for longer than a stream may be.
 */
public final class StreamReader implements Runnable {

  /** A stream has a comment every 15 s at least. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(18);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
  private final int number;
  private final List<URI> nodes;
  private final long zeroNanos;
  private final Consumer<Heard> history;
  private volatile String position = "0-0";
  private volatile long lastLineNanos;
  private volatile long events;
  private volatile InputStream open;

  /** @param number from 1; it begins with the node of that number */
  public StreamReader(int number, List<URI> nodes, long zeroNanos, Consumer<Heard> history) {
    this.number = number;
    this.nodes = nodes;
    this.zeroNanos = zeroNanos;
    this.history = history;
  }

  /** How many it has heard. */
  public long events() {
    return events;
  }

  @Override
  public void run() {
    for (int turn = number - 1; !Thread.currentThread().isInterrupted(); turn++) {
      try {
        follow(nodes.get(turn % nodes.size()));
        Thread.sleep(100);
      } catch (IOException broken) {
        pause();
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  /** To be called now and then: gives up a connection that is silent for too long. */
  public void breakSilence() {
    InputStream stream = open;
    if (stream != null && System.nanoTime() - lastLineNanos > LONGEST_SILENCE.toNanos()) {
      closeQuietly(stream);
    }
  }

  private void follow(URI node) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(node.resolve("/v1/events")).header("Accept", "text/event-stream")
      .header("Last-Event-ID", position).build();
    CompletableFuture<HttpResponse<InputStream>> asked = http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    HttpResponse<InputStream> response;
    try {
      response = asked.get(5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      asked.cancel(true);
      throw new IOException("no stream", failed);
    }
    lastLineNanos = System.nanoTime();
    open = response.body();
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      if (response.statusCode() == 200) {
        read(lines);
      }
    } finally {
      open = null;
    }
  }

  /** An event counts once the empty line after it has come, as the standard has it. */
  private void read(BufferedReader lines) throws IOException {
    String id = null;
    String action = null;
    String data = null;
    for (String line = lines.readLine(); line != null && !Thread.currentThread().isInterrupted(); line = lines.readLine()) {
      lastLineNanos = System.nanoTime();
      if (line.startsWith("id:")) {
        id = line.substring(3).trim();
      } else if (line.startsWith("event:")) {
        action = line.substring(6).trim();
      } else if (line.startsWith("data:")) {
        data = line.substring(5).trim();
      } else if (line.isEmpty()) {
        dispatch(id, action, data);
        action = null;
        data = null;
      }
    }
  }

  private void dispatch(String id, String action, String data) throws IOException {
    if (id != null && !id.isEmpty()) {
      position = id;
    }
    if (action == null) {
      return;
    }
    JsonNode event = data == null ? Json.mapper().createObjectNode() : Json.mapper().readTree(data);
    history.accept(new Heard(number, id, event.path("subject").asText(), event.path("version").asLong(), action, System.nanoTime() - zeroNanos));
    events++;
  }

  private void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(InputStream stream) {
    try {
      stream.close();
    } catch (IOException gone) {
      // It is closed either way.
      return;
    }
  }
}
