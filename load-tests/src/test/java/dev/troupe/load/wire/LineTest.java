package dev.troupe.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LineTest {

  private final Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();
  private final CountDownLatch release = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private URI url;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
    url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void sendsOneCallAfterTheOtherOverOneConnection() throws Exception {
    try (Lines lines = new Lines(List.of(url), Optional.of("secret"))) {
      Line line = lines.open(0);
      for (String body : List.of("{\"ä\":1}", "x".repeat(100_000), "")) {
        Answer answer = call(line, new Request("POST", "/echo", body, "key-1", Duration.ofSeconds(10)));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("POST key-1 Bearer secret " + body);
      }
      assertThat(clientPorts).hasSize(1);
    }
  }

  @Test
  void readsChunkedAnswersEmptyOnesAndRefusals() throws Exception {
    try (Lines lines = new Lines(List.of(url), Optional.empty())) {
      Line line = lines.open(0);
      assertThat(text(call(line, get("/chunked")))).isEqualTo("in pieces");
      Answer none = call(line, get("/nothing"));
      assertThat(none.succeeded()).isTrue();
      assertThat(none.body()).isEmpty();
      Answer shed = call(line, get("/shed"));
      assertThat(shed.shed()).isTrue();
      assertThat(shed.retryAfterSeconds()).isEqualTo(3);
      assertThat(clientPorts).hasSize(1);
    }
  }

  @Test
  void endsACallWhosePatienceIsOverAndGoesOnOverANewConnection() throws Exception {
    try (Lines lines = new Lines(List.of(url), Optional.empty())) {
      Line line = lines.open(0);
      Answer late = call(line, new Request("GET", "/held", null, null, Duration.ofMillis(200)));
      assertThat(late.status()).isZero();
      assertThat(late.failure()).contains("200 ms");
      assertThat(call(line, get("/echo")).status()).isEqualTo(200);
      assertThat(clientPorts).hasSize(2);
    }
  }

  @Test
  void hangsUpInTheMiddleOfACall() throws Exception {
    try (Lines lines = new Lines(List.of(url), Optional.empty())) {
      Line line = lines.open(0);
      CompletableFuture<Answer> held = new CompletableFuture<>();
      line.execute(() -> line.call(get("/held"), held::complete));
      line.hangUp();
      assertThat(held.get().status()).isZero();
      assertThat(call(line, get("/echo")).status()).isEqualTo(200);
    }
  }

  @Test
  void goesOnToTheNextNodeWhenOneIsGone() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    try (Lines lines = new Lines(List.of(URI.create("http://127.0.0.1:" + nobody), url), Optional.empty())) {
      Line line = lines.open(0);
      assertThat(call(line, get("/echo")).status()).isZero();
      assertThat(call(line, get("/echo")).status()).isEqualTo(200);
      assertThat(line.target()).isEqualTo(url);
    }
  }

  private static Request get(String path) {
    return new Request("GET", path, null, null, Duration.ofSeconds(10));
  }

  private static Answer call(Line line, Request request) throws Exception {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    line.execute(() -> line.call(request, answer::complete));
    return answer.get();
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private void serve(HttpExchange exchange) throws IOException {
    clientPorts.add(exchange.getRemoteAddress().getPort());
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    switch (exchange.getRequestURI().getPath()) {
      case "/chunked" -> answer(exchange, 200, 0, "in pieces");
      case "/nothing" -> exchange.sendResponseHeaders(204, -1);
      case "/shed" -> {
        exchange.getResponseHeaders().set("Retry-After", "3");
        answer(exchange, 503, 4, "busy");
      }
      case "/held" -> {
        try {
          release.await();
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
        }
      }
      default -> {
        String said = exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst("Idempotency-Key") + " "
          + exchange.getRequestHeaders().getFirst("Authorization") + " " + body;
        answer(exchange, 200, said.getBytes(StandardCharsets.UTF_8).length, said);
      }
    }
    exchange.close();
  }

  private static void answer(HttpExchange exchange, int status, int length, String body) throws IOException {
    exchange.sendResponseHeaders(status, length);
    exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
  }
}
