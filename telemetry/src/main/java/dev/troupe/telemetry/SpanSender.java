package dev.troupe.telemetry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends spans in the background, many at a time. What a receiver does not take is dropped: traces are never worth a node's memory. */
final class SpanSender implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SpanSender.class);
  private static final int AT_ONCE = 512;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final URI endpoint;
  private final TracingSettings settings;
  private final BlockingQueue<Span> waiting;
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Thread thread;
  private volatile boolean closed;
  private long complainedAtNanos = System.nanoTime() - SILENCE_NANOS;

  private SpanSender(URI endpoint, TracingSettings settings) {
    this.endpoint = endpoint;
    this.settings = settings;
    this.waiting = new ArrayBlockingQueue<>(settings.queue());
    this.thread = new Thread(this::run, "troupe-traces");
    thread.setDaemon(true);
  }

  static SpanSender start(URI endpoint, TracingSettings settings) {
    SpanSender sender = new SpanSender(endpoint, settings);
    sender.thread.start();
    return sender;
  }

  void offer(Span span) {
    if (!waiting.offer(span)) {
      Metrics.count(Metric.SPANS, "dropped");
    }
  }

  private void run() {
    while (!closed) {
      try {
        Thread.sleep(settings.sendEvery().toMillis());
        sendAll();
      } catch (InterruptedException closing) {
        return;
      }
    }
  }

  private void sendAll() throws InterruptedException {
    List<Span> batch = new ArrayList<>();
    while (waiting.drainTo(batch, AT_ONCE) > 0) {
      send(batch);
      batch.clear();
    }
  }

  private void send(List<Span> batch) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(endpoint)
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(OtlpJson.of(batch, settings.node())))
              .build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 == 2) {
        Metrics.count(Metric.SPANS, batch.size(), "sent");
      } else {
        dropped(batch, "it answers " + status);
      }
    } catch (IOException unreachable) {
      dropped(batch, unreachable.toString());
    }
  }

  private void dropped(List<Span> batch, String why) {
    Metrics.count(Metric.SPANS, batch.size(), "dropped");
    if (System.nanoTime() - complainedAtNanos >= SILENCE_NANOS) {
      complainedAtNanos = System.nanoTime();
      log.warn("Spans are dropped, because {} does not take them: {}. Start it, or empty troupe.tracing.otlp-endpoint.", endpoint, why);
    }
  }

  /** Sends what waits once more, within two seconds. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(1));
      List<Span> last = new ArrayList<>();
      waiting.drainTo(last, AT_ONCE);
      if (!last.isEmpty()) {
        send(last);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
