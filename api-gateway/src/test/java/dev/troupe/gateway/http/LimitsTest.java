package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.protocol.AgentCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bounds that docs/limits.md lists; those on bodies and fields are in {@link RefusalsTest} and {@link ReadingTest}. */
class LimitsTest {
  private static final Pattern CONSTANT = Pattern.compile("static final \\w+ (MAX_\\w+) =|^  int (MAX_\\w+) =", Pattern.MULTILINE);
  private static final AdmissionRule ADMITS_ALL = new AdmissionRule(Duration.ZERO, 1, 1);
  private static final Set<String> NO_LIMITS = Set.of("host", "port", "insecure-open", "coordinator-role");

  @Test
  void refusesAWaitingCallAtOnceWhenTheNodeHasTooMany() throws Exception {
    try (Fleet fleet = Fleet.start(false, "troupe.gateway.max-waiting = 1")) {
      fleet.client.put("/v1/agents/a-1", "{}");
      CompletableFuture<Answer> waits =
          CompletableFuture.supplyAsync(() -> fleet.client.post("/v1/agents/silent/claims", "{\"wait_seconds\":3}"));
      while (fleet.stubs.askedOfAgents.stream().noneMatch(AgentCommand.ClaimNext.class::isInstance)) {
        Thread.onSpinWait();
      }
      Answer second = fleet.client.post("/v1/agents/a-1/claims", "{\"wait_seconds\":3}");
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.code()).isEqualTo("overloaded");
      assertThat(second.body().path("limit").asInt()).isEqualTo(1);
      assertThat(second.header("Retry-After")).isEqualTo("1");
      assertThat(waits).as("it was refused while the first still waits").isNotDone();
      assertThat(fleet.client.post("/v1/agents/a-1/claims", "{}").status()).as("who does not wait is not held").isEqualTo(200);
      assertThat(waits.get(20, TimeUnit.SECONDS).code()).isEqualTo("outcome_unknown");
      assertThat(fleet.client.post("/v1/agents/a-1/claims", "{\"wait_seconds\":3}").status()).isEqualTo(200);
    }
  }

  @Test
  void refusesNewWorkWhileItAnswersTooLate() throws Exception {
    try (Fleet fleet = Fleet.start(false, "troupe.gateway { write-timeout = 400 ms, overload { answer-within = 1 ms, always = 1 } }")) {
      CompletableFuture.allOf(Stream.generate(() -> silent(fleet)).limit(10).toArray(CompletableFuture<?>[]::new)).get(20, TimeUnit.SECONDS);
      silent(fleet).get(20, TimeUnit.SECONDS);

      CompletableFuture<Answer> underWay = silent(fleet);
      Answer refused = Stream.generate(() -> fleet.client.post("/v1/work", "{}")).filter(answer -> answer.status() == 503 || underWay.isDone()).findFirst().orElseThrow();
      assertThat(refused.code()).isEqualTo("overloaded");
      assertThat(refused.body().path("limit").asInt()).isEqualTo(1);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(fleet.client.post("/v1/work/w-1/retry", "").code()).as("what is no new work is let in").isEqualTo("not_found");

      assertThat(underWay.get(20, TimeUnit.SECONDS).code()).isEqualTo("outcome_unknown");
      assertThat(fleet.client.post("/v1/work", "{}").code()).isEqualTo("invalid");
    }
  }

  private static CompletableFuture<Answer> silent(Fleet fleet) {
    return CompletableFuture.supplyAsync(() -> fleet.client.post("/v1/work/silent/retry", ""), task -> new Thread(task).start());
  }

  @Test
  void holdsEachCallerToItsRate() throws Exception {
    try (Fleet fleet = Fleet.start(false, "troupe.gateway.rate { calls-per-second = 1, burst = 40, max-callers = 100 }")) {
      fleet.client.get("/health/live");
      for (int call = 0; call < 40; call++) {
        assertThat(fleet.client.get("/v1/agents/a-1").status()).isEqualTo(404);
      }
      Answer refused = Stream.generate(() -> fleet.client.get("/v1/agents/a-1")).limit(80).filter(answer -> answer.status() == 429).findFirst().orElseThrow();
      assertThat(refused.code()).isEqualTo("rate_limited");
      assertThat(refused.body().path("limit").asInt()).isEqualTo(1);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(isHeld(fleet, "any", "/v1/agents/a-2")).as("neither another agent nor a key that nobody looks at make another caller").isTrue();
      assertThat(isHeld(fleet, "any", "/v1/nothing")).as("nor does a call that does not exist").isTrue();
      assertThat(fleet.client.get("/health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void tellsCallersApartByTheirKeyAndStrangersByTheirAddress() throws Exception {
    String admin = "the-admin-key-of-this-very-test-0002";
    String auth = "troupe.gateway.auth { mode = keys, admin-key = " + admin + ", failures-per-minute = 1000 }\n";
    try (Fleet fleet = Fleet.start(false, auth + "troupe.gateway.rate { calls-per-second = 1, burst = 40, max-callers = 100 }")) {
      String spec = "{\"name\":\"twin\",\"role\":\"operator\"}";
      List<String> twins = Stream.of(spec, spec).map(body -> fleet.client.post("/v1/keys", body, "Authorization", "Bearer " + admin).body().path("key").asText()).toList();
      exhaust(fleet, twins.get(0));
      assertThat(with(fleet, twins.get(1), "/v1/agents/a-1").status()).as("another key of the same name").isEqualTo(404);
      assertThat(isHeld(fleet, "  " + twins.get(0), "/v1/agents/a-1")).as("the same key in another header").isTrue();
      assertThat(fleet.client.get("/v1/agents/a-1").status()).as("the address of a caller that is held").isEqualTo(401);
      Set<Integer> seen = new TreeSet<>();
      for (int call = 0; call < 80; call++) {
        seen.add(with(fleet, "trp_" + call + "_" + "0".repeat(64), "/v1/agents/a-" + call).status());
      }
      assertThat(seen).as("made-up keys are one caller: their address").containsExactly(401, 429);
      assertThat(isHeld(fleet, "", "/v1/openapi.json")).as("a public call of that address").isTrue();
      assertThat(with(fleet, twins.get(1), "/v1/agents/a-1").status()).as("a good key behind that address").isEqualTo(404);
    }
  }

  private static void exhaust(Fleet fleet, String key) {
    Set<Integer> seen = new TreeSet<>();
    for (int call = 0; call < 80; call++) {
      seen.add(with(fleet, key, call % 2 == 0 ? "/v1/agents/a-" + call : "/v1/keys").status());
    }
    assertThat(seen).as("not found or forbidden, then limited").containsExactly(403, 404, 429);
  }

  /** A bucket that is empty gains one call a second, so a single call may slip through; a full one holds more than are made here. */
  private static boolean isHeld(Fleet fleet, String key, String path) {
    return Stream.generate(() -> with(fleet, key, path)).limit(20).anyMatch(answer -> answer.code().equals("rate_limited"));
  }

  private static Answer with(Fleet fleet, String key, String path) {
    return fleet.client.send(fleet.client.request(path).header("Authorization", "Bearer " + key).GET());
  }

  @Test
  void fillsABucketByTheRateAndForgetsWhoeverWasNotHeardOfForLongest() {
    AtomicLong now = new AtomicLong();
    RateLimits limits = new RateLimits(new EdgeLimits(1, ADMITS_ALL, 10, 2, 2), now::get);
    assertThat(limits.take("a")).isEmpty();
    assertThat(limits.take("a")).isEmpty();
    assertThat(limits.take("a")).contains(Duration.ofMillis(100));
    now.addAndGet(Duration.ofMillis(60).toNanos());
    assertThat(limits.take("a")).contains(Duration.ofMillis(40));
    now.addAndGet(Duration.ofMillis(40).toNanos());
    assertThat(limits.take("a")).isEmpty();
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(limits.take("a")).isEmpty();
    assertThat(limits.take("a")).isEmpty();
    assertThat(limits.take("a")).as("never more than the burst").isPresent();
    limits.take("b");
    limits.take("c");
    assertThat(limits.callers()).isEqualTo(2);
    assertThat(limits.take("a")).as("forgotten, so it begins anew").isEmpty();
    RateLimits off = new RateLimits(new EdgeLimits(1, ADMITS_ALL, 0, 1, 1), now::get);
    assertThat(Stream.generate(() -> off.take("a")).limit(1_000)).allMatch(java.util.Optional::isEmpty);
    assertThat(off.callers()).isZero();
  }

  @Test
  void letsConnectionsBeyondTheBoundWaitUntilOneIsClosed() throws Exception {
    try (Fleet fleet = Fleet.start(false, "troupe.gateway.max-connections = 2")) {
      Socket first = connect(fleet);
      assertThat(live(first)).startsWith("HTTP/1.1 200");
      try (Socket second = connect(fleet);
          Socket third = connect(fleet)) {
        assertThat(live(second)).startsWith("HTTP/1.1 200");
        third.setSoTimeout(500);
        assertThatThrownBy(() -> live(third)).isInstanceOf(SocketTimeoutException.class);
        first.close();
        third.setSoTimeout(10_000);
        assertThat(read(third)).startsWith("HTTP/1.1 200");
      }
    }
  }

  /** A fleet that reconnects at once: whose connection is dropped tries again after a second, and for the fifth time after half a minute. */
  @Test
  void letsManyConnectAtOnceHoweverSlowlyTheyAreAccepted() throws Exception {
    int many = 500;
    List<Socket> sockets = new ArrayList<>();
    try (Fleet fleet = Fleet.start(false, "troupe.gateway.max-connections = 2")) {
      for (int i = 0; i < many; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.connect(new InetSocketAddress("127.0.0.1", fleet.client.port), 900);
      }
      assertThat(sockets).allMatch(Socket::isConnected);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void namesEveryKeyAndEveryBoundInItsTable() throws IOException {
    String table = Files.readString(Path.of("../docs/limits.md"));
    Set<String> missing = new TreeSet<>();
    ConfigFactory.parseResources("reference.conf").getConfig("troupe.gateway").root().keySet().stream()
        .filter(key -> !NO_LIMITS.contains(key))
        .filter(key -> !table.contains("troupe.gateway." + key))
        .forEach(missing::add);
    for (String module : new String[] {"../coordinator-protocol", "../api-gateway"}) {
      try (Stream<Path> sources = Files.walk(Path.of(module, "src/main/java"))) {
        for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
          constants(source).stream().filter(constant -> !table.contains("`" + constant + "`")).forEach(missing::add);
        }
      }
    }
    assertThat(missing).as("add a row for each of these to docs/limits.md").isEmpty();
  }

  private static Set<String> constants(Path source) throws IOException {
    String type = source.getFileName().toString().replace(".java", "");
    Set<String> names = new TreeSet<>();
    Matcher matcher = CONSTANT.matcher(Files.readString(source));
    while (matcher.find()) {
      names.add(type + "." + (matcher.group(1) != null ? matcher.group(1) : matcher.group(2)));
    }
    return names;
  }

  private static Socket connect(Fleet fleet) throws IOException {
    Socket socket = new Socket("127.0.0.1", fleet.client.port);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String live(Socket socket) throws IOException {
    socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return read(socket);
  }

  private static String read(Socket socket) throws IOException {
    byte[] buffer = new byte[8_192];
    return new String(buffer, 0, socket.getInputStream().read(buffer), StandardCharsets.US_ASCII);
  }
}
