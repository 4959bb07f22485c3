package dev.troupe.load;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;

/** Takes spans by OTLP over HTTP and throws them away, so that sending them costs a node what it would cost with a collector. */
final class SpanSink implements AutoCloseable {

  private final HttpServer server;
  private final LongAdder requests = new LongAdder();

  private SpanSink(HttpServer server) {
    this.server = server;
  }

  static SpanSink start() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SpanSink sink = new SpanSink(server);
    server.createContext("/v1/traces", exchange -> {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      sink.requests.increment();
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    return sink;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How often something was sent. */
  long requests() {
    return requests.sum();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
