package dev.troupe.load.chaos.arena;

import dev.troupe.cli.client.Json;
import dev.troupe.cli.local.NodeAddress;
import dev.troupe.cli.local.NodeProgram;
import dev.troupe.cli.local.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One node's process, and the two proxies it has to itself: before its HTTP port, and between it and the database. */
public final class Node {
  /** Nodes of the smallest cluster under faults. */
  private static final int FEWEST = 3;

  /** Whether it is to run. What should run and does not is started again by the arena, as Swarm or systemd would. */
  enum Wanted { UP, DOWN }

  private static final long PATIENCE_SECONDS = 25;
  private static final HttpClient MANAGEMENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private static final String USUAL_HEAP = "384m";

  private final int number;
  private final NodeAddress address;
  private final NodeProgram program;
  private final List<String> prefix;
  private final Map<String, String> settings;
  private final Path log;
  private final TcpProxy http;
  private final TcpProxy database;
  private String heap = USUAL_HEAP;
  private Process process;
  private Wanted wanted = Wanted.DOWN;

  Node(int number, NodeAddress address, NodeProgram program, List<String> prefix, Map<String, String> settings, Path log, TcpProxy http, TcpProxy database) {
    this.number = number;
    this.address = address;
    this.program = program;
    this.prefix = prefix;
    this.settings = settings;
    this.log = log;
    this.http = http;
    this.database = database;
  }

  public int number() {
    return number;
  }

  public String name() {
    return address.name();
  }

  /** Through its proxy, as clients come. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + http.port());
  }

  /** Past its proxy. */
  URI directUrl() {
    return address.url();
  }

  /** The shards of items that are on it, by its management side; none when it does not answer. */
  List<Integer> shards() throws InterruptedException {
    URI url = URI.create("http://" + address.host() + ":" + address.managementPort() + "/cluster/shards/work");
    try {
      HttpResponse<String> answer = MANAGEMENT.send(HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(2)).build(), HttpResponse.BodyHandlers.ofString());
      List<Integer> shards = new ArrayList<>();
      Json.mapper().readTree(answer.body()).path("regions").forEach(region -> shards.add(Integer.parseInt(region.path("shardId").asText())));
      return shards;
    } catch (IOException silent) {
      return List.of();
    }
  }

  /** Between clients and the node. */
  public TcpProxy http() {
    return http;
  }

  /** Between the node and PostgreSQL. */
  public TcpProxy database() {
    return database;
  }

  public synchronized void start() throws IOException {
    wanted = Wanted.UP;
    if (!isAlive()) {
      Map<String, String> environment = new HashMap<>(System.getenv());
      environment.put("TROUPE_NODE_HEAP", heap);
      process = program.start(prefix, NodeProgram.sharingProcessors(environment, FEWEST, Runtime.getRuntime().availableProcessors()), settings, log);
    }
  }

  /** @return whether it had ended although it is to run, and was started again */
  synchronized boolean startIfEnded() throws IOException {
    boolean ended = wanted == Wanted.UP && !isAlive();
    if (ended) {
      start();
    }
    return ended;
  }

  /** SIGKILL; it stays away until it is started again. */
  public synchronized void kill() {
    wanted = Wanted.DOWN;
    if (process != null) {
      process.destroyForcibly();
      awaitEnd(PATIENCE_SECONDS);
    }
  }

  /** SIGTERM, after 25 s SIGKILL; it stays away until it is started again. */
  public void shutDown() {
    synchronized (this) {
      wanted = Wanted.DOWN;
    }
    if (isAlive()) {
      process.destroy();
      if (!awaitEnd(PATIENCE_SECONDS)) {
        process.destroyForcibly();
        awaitEnd(PATIENCE_SECONDS);
      }
    }
  }

  /** SIGSTOP: it stands still, its connections stay. */
  public void pause() {
    signal("STOP");
  }

  public void resume() {
    signal("CONT");
  }

  /** From its next start on, as for {@code -Xmx}; null for the usual one. */
  public synchronized void heap(String size) {
    heap = size == null ? USUAL_HEAP : size;
  }

  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  synchronized boolean isWanted() {
    return wanted == Wanted.UP;
  }

  void close() throws IOException {
    signal("CONT");
    kill();
    http.close();
    database.close();
  }

  private void signal(String name) {
    if (isAlive()) {
      Programs.succeeds(List.of("kill", "-" + name, Long.toString(process.pid())));
    }
  }

  private boolean awaitEnd(long seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
