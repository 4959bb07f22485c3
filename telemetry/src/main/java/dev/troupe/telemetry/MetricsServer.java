package dev.troupe.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code GET /metrics} on a port of its own, for a Prometheus that must not reach the management side. Nothing else is there, so it needs no key; one
 * thread answers, whoever asks.
 */
final class MetricsServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService thread;

  private MetricsServer(HttpServer server, ExecutorService thread) {
    this.server = server;
    this.thread = thread;
  }

  /** @throws UncheckedIOException when the address is taken */
  static MetricsServer start(String host, int port) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "troupe-metrics-server");
              made.setDaemon(true);
              return made;
            });
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 16);
      server.setExecutor(thread);
      server.createContext("/", MetricsServer::answer);
      server.start();
      return new MetricsServer(server, thread);
    } catch (IOException taken) {
      thread.shutdownNow();
      throw new UncheckedIOException("Expected to serve metrics on " + host + ":" + port + ", but could not.", taken);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean asked = exchange.getRequestMethod().equals("GET") && exchange.getRequestURI().getPath().equals("/metrics");
      byte[] text = asked ? Telemetry.scrape().getBytes(StandardCharsets.UTF_8) : new byte[0];
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(asked ? 200 : 404, text.length == 0 ? -1 : text.length);
      if (text.length > 0) {
        try (OutputStream body = exchange.getResponseBody()) {
          body.write(text);
        }
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
