package dev.troupe.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TroupeClientTest {

  private static final String CLAIM = """
    {"work": {"id": "w-1", "work_type": "fix", "status": "claimed", "claimed_by": "ada", "a_new_field": 1}, "lease_token": 7,
     "lease_expires_at": "2026-11-21T05:00:00Z", "attempt": 1}""";

  private final List<CallListener.Outcome> outcomes = new ArrayList<>();
  private Node first;
  private Node second;

  @BeforeEach
  void startTwoNodes() throws IOException {
    first = new Node();
    second = new Node();
  }

  @AfterEach
  void stopThem() {
    first.stop();
    second.stop();
  }

  @Test
  void claimsTheNextItemAndReadsItsLease() {
    first.answers(200, "{\"claims\": [" + CLAIM + "]}");
    List<Claim> claims = client().claimNext("ada", 1, Duration.ofSeconds(2), List.of()).join();
    assertThat(claims).hasSize(1);
    assertThat(claims.get(0).leaseToken()).isEqualTo(7);
    assertThat(claims.get(0).work().claimedBy()).isEqualTo("ada");
    Received request = first.received.remove();
    assertThat(request.path).isEqualTo("POST /v1/agents/ada/claims");
    assertThat(request.body.at("/wait_seconds").asInt()).isEqualTo(2);
    assertThat(request.requestId).isNotBlank();
  }

  @Test
  void staysWithItsNodeWhileThatAnswers() {
    first.answers(200, CLAIM);
    first.answers(200, CLAIM);
    TroupeClient client = client();
    client.claimById("w-1", "ada").join();
    client.claimById("w-1", "ada").join();
    assertThat(first.received).hasSize(2);
    assertThat(second.received).isEmpty();
  }

  @Test
  void tellsARefusalByItsCodeAndTheHolder() {
    first.answers(409, """
      {"type": "about:blank", "title": "Already claimed", "status": 409, "code": "already_claimed", "detail": "bob has it", "holder": "bob"}""");
    Throwable failure = catchThrowable(() -> client().claimById("w-1", "ada").join());
    assertThat(failure).isInstanceOf(CompletionException.class).hasCauseInstanceOf(RefusedException.class);
    Problem problem = ((RefusedException) failure.getCause()).problem();
    assertThat(problem.code()).isEqualTo("already_claimed");
    assertThat(problem.status()).isEqualTo(409);
    assertThat(problem.holder()).isEqualTo("bob");
    assertThat(outcomes).extracting(CallListener.Outcome::succeeded).containsExactly(false);
  }

  @Test
  void goesOnToTheNextNodeWhenItsOwnIsGoneAndStaysThere() {
    first.stop();
    second.answers(200, CLAIM);
    second.answers(200, CLAIM);
    TroupeClient client = client();
    assertThat(client.claimById("w-1", "ada").join().leaseToken()).isEqualTo(7);
    assertThat(client.currentNode()).isEqualTo(second.url());
    client.claimById("w-1", "ada").join();
    assertThat(outcomes).extracting(outcome -> outcome.refused().isZero()).containsExactly(false, true);
  }

  @Test
  void repeatsAnUnknownOutcomeUnderTheSameRequestId() {
    first.answers(503, """
      {"title": "Outcome unknown", "status": 503, "code": "outcome_unknown", "detail": "Repeat it with the same key"}""");
    second.answers(200, CLAIM);
    client().claimById("w-1", "ada").join();
    assertThat(second.received.remove().requestId).isEqualTo(first.received.remove().requestId);
  }

  @Test
  void usesANewRequestIdForANewCall() {
    first.answers(200, CLAIM);
    first.answers(200, CLAIM);
    TroupeClient client = client();
    client.claimById("w-1", "ada").join();
    client.claimById("w-1", "ada").join();
    assertThat(first.received.remove().requestId).isNotEqualTo(first.received.remove().requestId);
  }

  @Test
  void givesUpInTheEndAndSaysWhichNodeFailedHow() {
    first.stop();
    second.stop();
    Throwable failure = catchThrowable(() -> client(Duration.ofMillis(500)).get("w-1").join());
    assertThat(failure.getCause()).isInstanceOf(RefusedException.class).hasMessageContaining("No node answered get");
  }

  @Test
  void readsTheResultsOfABatchOneByOne() {
    first.answers(200, """
      {"results": [{"index": 0, "status": 201, "work": {"id": "a"}}, {"index": 1, "status": 422, "problem": {"status": 422, "code": "invalid"}}]}""");
    List<BatchResult> results = client().addBatch(List.of(NewWork.of("a", "fix", "A"), NewWork.of("b", "fix", "B"))).join();
    assertThat(results).extracting(BatchResult::accepted).containsExactly(true, false);
    assertThat(results.get(1).problem().code()).isEqualTo("invalid");
    assertThat(first.received.remove().body.at("/items/0/work_type").asText()).isEqualTo("fix");
  }

  private TroupeClient client() {
    return client(Duration.ofSeconds(60));
  }

  private TroupeClient client(Duration giveUpAfter) {
    TroupeClient.Settings settings = TroupeClient.Settings.defaults().withGiveUpAfter(giveUpAfter).withListener(outcomes::add);
    return new TroupeClient(List.of(first.url(), second.url()), 0, settings);
  }

  private record Received(String path, JsonNode body, String requestId) {
  }

  private record Answer(int status, String body) {
  }

  /** A node that says what it was told to say, in order. */
  private static final class Node {
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private final URI url;

    Node() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      server.createContext("/", exchange -> {
        received.add(new Received(exchange.getRequestMethod() + " " + exchange.getRequestURI(),
          Json.mapper().readTree(exchange.getRequestBody()), exchange.getRequestHeaders().getFirst("Idempotency-Key")));
        Answer answer = script.remove();
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
      });
      server.start();
    }

    void answers(int status, String body) {
      script.add(new Answer(status, body));
    }

    URI url() {
      return url;
    }

    void stop() {
      server.stop(0);
    }
  }
}
