package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.gateway.Client;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.gateway.http.RouteTable.Row;
import dev.troupe.protocol.WorkCommand;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Hostile input of every kind, to every call of the table of an open server: always answered, never with a fault. {@link KeyedFuzzTest} does so with keys.
 */
class FuzzTest {
  private static final int ROUNDS = 4_000;
  /** On a machine that is busy the rounds are fewer, not the suite slower. */
  private static final Duration BUDGET = Duration.ofSeconds(15);
  /** Refusals that stand before any entity could be asked. */
  private static final Set<Integer> AT_THE_DOOR = Set.of(400, 405, 413, 415);
  private static final int TRUNCATIONS = 60;
  private static Fleet fleet;
  private final Hostile hostile = new Hostile();
  private final long seed = hostile.seed;

  @BeforeAll
  static void startTheFleet() throws Exception {
    fleet = Fleet.start(true);
    fleet.client.post("/v1/work", "{\"id\":\"w-1\",\"work_type\":\"x\",\"title\":\"t\"}");
    fleet.client.put("/v1/agents/a-1", "{}");
  }

  @AfterAll
  static void stopTheFleet() {
    fleet.close();
  }

  @Test
  void answersEveryCallOfTheTableWithoutAFaultAndChangesNothingWhenItRefuses() {
    long end = System.nanoTime() + BUDGET.toNanos();
    for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
      Row row = RouteTable.ROWS.get(round % RouteTable.ROWS.size());
      String path = hostile.path(row);
      byte[] body = hostile.body();
      String method = hostile.method(row);
      int asked = changesAsked();
      Set<String> before = fleet.everything();
      String what = "seed " + seed + ", round " + round + ", " + method + " " + path;
      Answer answer = fleet.client.send(hostile.request(fleet.client, method, path + hostile.query(row, method), body));
      assertThat(answer.status()).as(what).isLessThan(500);
      if (answer.status() >= 400) {
        assertThat(fleet.everything()).as(what).isEqualTo(before);
        assertThat(!AT_THE_DOOR.contains(answer.status()) || changesAsked() == asked).as(what + " was refused at the door, yet something was asked").isTrue();
        checkProblem(answer, method, what);
      } else if (RouteTable.find(method, path).isPresent()) {
        checkAllowed(RouteTable.find(method, path).get(), body, what);
      }
    }
  }

  /** Cut off anywhere, by a client that then hangs up or falls silent. */
  @Test
  void survivesRequestsThatBreakOff() throws IOException {
    Set<String> before = fleet.everything();
    for (int round = 0; round < TRUNCATIONS; round++) {
      Row row = hostile.pick(RouteTable.ROWS);
      String body = "{\"id\":\"cut\",\"work_type\":\"x\",\"title\":\"t\",\"agent_id\":\"a-1\",\"lease_token\":1}";
      String whole = row.method() + " " + row.template().replaceAll("\\{[a-z_]+}", "cut") + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
      try (Socket socket = new Socket("127.0.0.1", fleet.client.port)) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(whole.substring(0, hostile.random.nextInt(whole.length() - 1)).getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(answer).as("seed %d, round %d, %s", seed, round, row).doesNotStartWith("HTTP/1.1 5");
      }
    }
    assertThat(fleet.client.get("/v1/work/w-1").status()).isEqualTo(200);
    assertThat(fleet.everything()).isEqualTo(before);
  }

  @Test
  void answersRequestsThatBreakHttp() throws IOException {
    List<String> heads =
        List.of(
            "GET /v1/work/%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /v1/work/%ff HTTP/1.1\r\nHost: x\r\n\r\n", "GET /v1/status HTTP/1.1\r\n\r\n",
            "GET /v1/work/a?%zz HTTP/1.1\r\nHost: x\r\n\r\n", "BREW /v1/work HTTP/1.1\r\nHost: x\r\n\r\n", "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/9.9\r\nHost: x\r\n\r\n", "\u0000\u0001\u0002".repeat(20) + "\r\n\r\n",
            "POST /v1/work HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
            "POST /v1/work HTTP/1.1\r\nHost: x\r\nContent-Type: ;;;\r\nContent-Length: 2\r\n\r\n{}",
            "POST /v1/work HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /v1/work HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"title\":",
            "GET /v1/status HTTP/1.1\r\nHost: x\r\n" + "X-A: b\r\n".repeat(200) + "\r\n");
    for (String head : heads) {
      String answer = exchange(fleet.client.port, head);
      assertThat(answer).as(head.lines().findFirst().orElse("")).startsWith("HTTP/1.1 ");
      assertThat(Integer.parseInt(answer.substring(9, 12))).as(head + answer).isIn(200, 400, 404, 405, 408, 411, 413, 414, 415, 422, 431, 501, 505);
      if (!answer.startsWith("HTTP/1.1 200")) {
        assertThat(answer).contains("application/problem+json");
      }
    }
    assertThat(fleet.client.get("/v1/status").status()).isEqualTo(200);
  }

  static void checkProblem(Answer answer, String method, String what) {
    if (!method.equals("HEAD")) {
      assertThat(answer.code()).as(what + Client.text(answer)).isNotEmpty();
      assertThat(Client.text(answer)).as(what).doesNotContain("Exception", "at dev.troupe", "jackson", "akka.");
    }
  }

  /** What the server takes, the document must allow: its bounds are no tighter. */
  private static void checkAllowed(Row row, byte[] body, String what) {
    List<String> faults =
        JsonReading.object(body, true)
            .fold(
                object -> Contract.SERVED.judgeRequest(row, object),
                unread -> row.method().equals("GET") ? List.of() : List.of("It was not even JSON."));
    assertThat(faults).as(what + " " + new String(body, StandardCharsets.UTF_8)).isEmpty();
  }

  private static int changesAsked() {
    return (int) (fleet.stubs.askedOfWork.stream().filter(WorkCommand.Change.class::isInstance).count() + fleet.stubs.askedOfAgents.size());
  }

  static String exchange(int port, String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[64 * 1024];
      int read;
      try {
        read = in.read(buffer);
      } catch (java.net.SocketTimeoutException silent) {
        throw new AssertionError("No answer to " + request.substring(0, Math.min(120, request.length())), silent);
      }
      return read < 0 ? "closed" : new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
    }
  }
}
