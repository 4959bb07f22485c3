package dev.troupe.cli.local;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Node processes and their PostgreSQL on one data folder.
 *
 * <p>The processes do not depend on this object or its JVM: {@link #find} gives the cluster of a folder to any later command.
 * {@code DIR/run} names what runs (pids, ports), {@code DIR/logs} has what it printed, {@code DIR/postgres} is all that lasts.
 */
public final class LocalCluster implements AutoCloseable {

  private static final Duration FORMATION_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(25);
  /** A node that writes an archive as it ends takes some seconds for it, on a busy machine many. */
  private static final Duration RECORDING_PATIENCE = Duration.ofSeconds(90);

  /**
   * What to start.
   *
   * @param nodes 1 to 20
   * @param port HTTP port of node 1, the next ones follow; 0 picks free ones
   * @param settings environment variables for every node, beside those set here
   */
  public record Wish(Path dir, int nodes, int port, Map<String, String> settings) {
    public Wish(Path dir, int nodes, int port) {
      this(dir, nodes, port, Map.of());
    }

    public Wish {
      if (nodes < 1 || nodes > 20) {
        throw new CommandFailed("--nodes: expected 1 to 20 on one machine, but got " + nodes);
      }
      if (port < 0 || port + nodes - 1 > 65_535) {
        throw new CommandFailed("--port: expected 0 to " + (65_536 - nodes) + " for " + nodes + " nodes, but got " + port);
      }
      dir = dir.toAbsolutePath().normalize();
      settings = Map.copyOf(settings);
    }

    private Map<String, String> over(Map<String, String> environment) {
      Map<String, String> all = new HashMap<>(environment);
      all.putAll(settings);
      if (nodes == 1) {
        all.putIfAbsent(NodeProgram.HEAP, "1g");
      }
      return NodeProgram.sharingProcessors(all, nodes, Runtime.getRuntime().availableProcessors());
    }

    public Wish withSettings(Map<String, String> newSettings) {
      return new Wish(dir, nodes, port, newSettings);
    }
  }

  private final Path dir;
  private final NodeProgram program;
  private final Map<String, String> environment;
  private ClusterRecord record;
  private Optional<Rehearsal> rehearsal = Optional.empty();
  private boolean ended;

  private LocalCluster(Path dir, NodeProgram program, Map<String, String> environment, ClusterRecord record) {
    this.dir = dir;
    this.program = program;
    this.environment = environment;
    this.record = record;
  }

  /**
   * A cluster to be started on a folder where none runs; nothing is touched yet.
   *
   * @throws CommandFailed when the folder's cluster runs already or a port is taken
   */
  public static LocalCluster planned(Wish wish) throws IOException {
    return planned(wish, NodeProgram.locate(), System.getenv());
  }

  /** @param environment of the nodes; what it says of a database is followed */
  static LocalCluster planned(Wish wish, NodeProgram program, Map<String, String> environment) throws IOException {
    Optional<LocalCluster> running = find(wish.dir()).filter(LocalCluster::anyNodeAlive);
    if (running.isPresent()) {
      throw new CommandFailed("A cluster already runs on " + wish.dir() + " (" + running.get().urlList()
        + "). Use it, stop it with: troupe down --data " + wish.dir() + ", or give another --data and --port.");
    }
    return new LocalCluster(wish.dir(), program, wish.over(environment), new ClusterRecord(plan(wish), null, null));
  }

  /**
   * Starts everything and returns once every node is ready. When that fails, what was started is stopped again.
   *
   * @throws CommandFailed when a node does not become ready, or {@link #stop} was called meanwhile
   */
  public void start(Console console) throws IOException {
    try {
      rehearse(console);
      startDatabase(console);
      FirstKeyFile firstKey = FirstKeyFile.beforeTheStart(firstKeyFile());
      long started = System.nanoTime();
      for (ClusterRecord.Node node : nodes()) {
        startNode(node.number());
      }
      Readiness.await(nodes(), this::logOf, FORMATION_LIMIT, console);
      double seconds = Math.round((System.nanoTime() - started) / 1e7) / 100.0;
      update(new ClusterRecord(nodes(), database(), seconds));
      if (firstKey.isMadeNow()) {
        console.line("The first admin's key was made. It lies, for you alone to read, in " + firstKey.path());
      }
    } catch (IOException | RuntimeException failed) {
      stop();
      throw failed;
    }
  }

  /** The cluster last started on the folder, whether its processes still live or not. */
  public static Optional<LocalCluster> find(Path dir) throws IOException {
    Path absolute = dir.toAbsolutePath().normalize();
    return ClusterRecord.read(absolute).map(found -> new LocalCluster(absolute, NodeProgram.locate(), System.getenv(), found));
  }

  public synchronized List<ClusterRecord.Node> nodes() {
    return record.nodes();
  }

  /** Null until {@link #start} has come that far. */
  public synchronized ClusterRecord.Database database() {
    return record.database();
  }

  /** From the start of the first process until all were ready. */
  public synchronized double formationSeconds() {
    return record.formationSeconds();
  }

  public List<URI> urls() {
    return nodes().stream().map(ClusterRecord.Node::url).toList();
  }

  public Path dir() {
    return dir;
  }

  /** A connection to the store, for those who check on the nodes. */
  public Connection connect() throws SQLException, IOException {
    return DriverManager.getConnection(database().url(), database().user(), databasePassword());
  }

  /** SIGKILL: the node has no chance to say goodbye. Returns when the process is gone. */
  public void kill(int number) {
    node(number).process().ifPresent(process -> {
      process.destroyForcibly();
      awaitEnd(process, STOP_PATIENCE);
    });
  }

  /** Stops the node in good order if it runs, starts it again on the same ports and waits until it is ready. */
  public void restart(int number, Console console) throws IOException {
    stopNodes(List.of(node(number)));
    startNode(number);
    Readiness.await(List.of(node(number)), this::logOf, FORMATION_LIMIT, console);
  }

  /**
   * Stops the nodes (SIGTERM, after 25 s SIGKILL), then the PostgreSQL that belongs to them.
   *
   * @return what was stopped, by name; empty when nothing ran
   */
  public synchronized List<String> stop() throws IOException {
    ended = true;
    if (rehearsal.isPresent()) {
      rehearsal.get().stop();
    }
    List<String> stopped = new ArrayList<>(stopNodes(nodes()));
    boolean foreignDatabase = database() != null && !database().embedded();
    if (!foreignDatabase && Files.isDirectory(dir)) {
      Optional<LocalPostgres> postgres = LocalPostgres.running(dir);
      if (postgres.isPresent()) {
        postgres.get().close();
        stopped.add("postgres");
      }
    }
    ClusterRecord.remove(dir);
    return stopped;
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  /** Waits until no node is left running, for those that stay in the foreground. */
  public void awaitEnd() {
    for (ClusterRecord.Node node : nodes()) {
      node.process().ifPresent(process -> process.onExit().join());
    }
  }

  boolean anyNodeAlive() {
    return nodes().stream().anyMatch(node -> node.process().isPresent());
  }

  private static List<ClusterRecord.Node> plan(Wish wish) throws IOException {
    List<Integer> free = FreePorts.pick(3 * wish.nodes());
    List<ClusterRecord.Node> plan = new ArrayList<>();
    for (int number = 1; number <= wish.nodes(); number++) {
      int httpPort = wish.port() == 0 ? free.get(3 * number - 3) : wish.port() + number - 1;
      if (wish.port() != 0 && !FreePorts.isFree(httpPort)) {
        throw new CommandFailed("Port " + httpPort + " for node-" + number
          + " is taken by another program. Stop that one, or choose another first port with --port.");
      }
      plan.add(new ClusterRecord.Node(number, -1, Instant.EPOCH, httpPort, free.get(3 * number - 2), free.get(3 * number - 1)));
    }
    return plan;
  }

  private void rehearse(Console console) throws IOException {
    Optional<Rehearsal> wanted;
    synchronized (this) {
      refuseWhenEnded();
      wanted = Rehearsal.wanted(program, environment);
      rehearsal = wanted;
    }
    if (wanted.isPresent()) {
      wanted.get().run(console);
    }
  }

  private synchronized void startDatabase(Console console) throws IOException {
    refuseWhenEnded();
    Files.createDirectories(dir.resolve("run"));
    Files.createDirectories(dir.resolve("logs"));
    String url = environment.get("TROUPE_DB_URL");
    if (url != null && !url.isBlank()) {
      console.line("PostgreSQL: the one TROUPE_DB_URL names");
      update(new ClusterRecord(nodes(), new ClusterRecord.Database(
        url, environment.get("TROUPE_DB_USER"), environment.get("TROUPE_DB_PASSWORD_FILE"), false), null));
      return;
    }
    long started = System.nanoTime();
    LocalPostgres postgres = LocalPostgres.start(dir).detach();
    console.line(String.format("PostgreSQL %s in %.1f s: %s", postgres.adopted() ? "was running, found" : "ready",
      (System.nanoTime() - started) / 1e9, postgres.jdbcUrl()));
    update(new ClusterRecord(nodes(), new ClusterRecord.Database(
      postgres.jdbcUrl(), postgres.user(), postgres.passwordFile().toString(), true), null));
  }

  private synchronized void startNode(int number) throws IOException {
    refuseWhenEnded();
    ClusterRecord.Node node = node(number);
    ClusterRecord.Node started = node.withProcess(program.start(environment, NodeSettings.of(record, node, firstKeyFile()), logOf(node)));
    Files.writeString(pidFile(started), started.pid() + "\n");
    update(new ClusterRecord(nodes().stream().map(known -> known.number() == number ? started : known).toList(),
      database(), record.formationSeconds()));
  }

  /** A start that another thread stopped must not bring up more processes behind its back. */
  private void refuseWhenEnded() {
    if (ended) {
      throw new CommandFailed("Stopped before the start was complete");
    }
  }

  /** Null when none was given. */
  public String databasePassword() throws IOException {
    if (database().passwordFile() != null) {
      return Files.readString(Path.of(database().passwordFile())).trim();
    }
    return environment.get("TROUPE_DB_PASSWORD");
  }

  private List<String> stopNodes(List<ClusterRecord.Node> some) throws IOException {
    List<String> stopped = new ArrayList<>();
    List<ProcessHandle> alive = some.stream().flatMap(node -> node.process().stream()).toList();
    some.stream().filter(node -> node.process().isPresent()).map(ClusterRecord.Node::name).forEach(stopped::add);
    alive.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + (program.records().isPresent() ? RECORDING_PATIENCE : STOP_PATIENCE).toNanos();
    for (ProcessHandle process : alive) {
      if (!awaitEnd(process, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
        process.destroyForcibly();
        awaitEnd(process, STOP_PATIENCE);
      }
    }
    for (ClusterRecord.Node node : some) {
      Files.deleteIfExists(pidFile(node));
    }
    return stopped;
  }

  private static boolean awaitEnd(ProcessHandle process, Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private ClusterRecord.Node node(int number) {
    return nodes().stream().filter(node -> node.number() == number).findFirst()
      .orElseThrow(() -> new CommandFailed("There is no node " + number + " among " + nodes().size()));
  }

  private String urlList() {
    return urls().stream().map(URI::toString).collect(Collectors.joining(", "));
  }

  private synchronized void update(ClusterRecord changed) throws IOException {
    record = changed;
    record.write(dir);
  }

  private Path pidFile(ClusterRecord.Node node) {
    return dir.resolve("run").resolve(node.name() + ".pid");
  }

  private Path logOf(ClusterRecord.Node node) {
    return dir.resolve("logs").resolve(node.name() + ".log");
  }

  private Path firstKeyFile() {
    return dir.resolve("run").resolve("first-admin.key");
  }
}
