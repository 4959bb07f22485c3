package dev.troupe.load.chaos.arena;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Interruption;
import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.cli.local.Folders;
import dev.troupe.cli.local.FreePorts;
import dev.troupe.cli.local.NodeAddress;
import dev.troupe.cli.local.NodeProgram;
import dev.troupe.cli.local.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The cluster under test. Nodes that end without being told to are started again, as whatever runs them in earnest would do. */
public final class Arena implements AutoCloseable {

  private static final long LOOK_AROUND_MILLIS = 250;
  /** The number of shards that nodes have by default. */
  private static final int SHARDS = 120;

  /**
   * What is to be built.
   *
   * @param nodes how many run from the start
   * @param mostNodes how many there may be at a time
   * @param inNamespaces each node in a network namespace of its own
   * @param fakeClocks each node's wall clock can be moved
   * @param smallDisk PostgreSQL on a disk that can be filled up
   */
  public record Plan(Path dir, int nodes, int mostNodes, boolean inNamespaces, boolean fakeClocks, boolean smallDisk, long seed) {
  }

  private final Plan plan;
  private final Readiness readiness = new Readiness();
  private final List<Node> nodes = new ArrayList<>();
  private final Consumer<String> told;
  private final Interruption interruption;
  private NetworkLab network;
  private Database database;
  private Clocks clocks;
  private volatile boolean closed;

  private Arena(Plan plan, Consumer<String> told) {
    this.plan = plan;
    this.told = told;
    this.interruption = Interruption.watch(this::cleanUp);
  }

  /** @param told what happens to nodes by itself, in words */
  public static Arena open(Plan plan, Consumer<String> told) throws IOException {
    Arena arena = new Arena(plan, told);
    try {
      arena.build();
      return arena;
    } catch (IOException | RuntimeException failed) {
      arena.close();
      throw failed;
    }
  }

  /** All there may be, running or not; node 1 comes first. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Those that run from the start. */
  public List<Node> firstNodes() {
    return nodes.subList(0, plan.nodes());
  }

  public Database database() {
    return database;
  }

  public Optional<NetworkLab> network() {
    return Optional.ofNullable(network);
  }

  public Optional<Clocks> clocks() {
    return Optional.ofNullable(clocks);
  }

  /** Where the nodes' logs are. */
  public Path logs() {
    return plan.dir().resolve("logs");
  }

  /** @return whether every node that is to run was ready within the limit */
  public boolean awaitReady(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      if (nodes.stream().filter(Node::isWanted).allMatch(node -> node.isAlive() && readiness.isReady(node.directUrl()))) {
        return true;
      }
      Thread.sleep(100);
    }
    return false;
  }

  /** Which node each shard of items is on, as the nodes themselves tell; a node that does not answer tells of none. */
  public Map<Integer, Integer> homes() throws InterruptedException {
    Map<Integer, Integer> homes = new HashMap<>();
    for (Node node : nodes) {
      if (node.isAlive()) {
        for (int shard : node.shards()) {
          homes.put(shard, node.number());
        }
      }
    }
    return homes;
  }

  /** As Akka's HashCodeMessageExtractor has it. */
  public static int shardOf(String workId) {
    return Math.abs(workId.hashCode() % SHARDS);
  }

  @Override
  public void close() {
    if (interruption.forget()) {
      cleanUp();
    }
  }

  private void build() throws IOException {
    Files.createDirectories(logs());
    database = new Database(plan.dir().resolve("db"), plan.smallDisk());
    network = plan.inNamespaces() ? NetworkLab.create(plan.mostNodes()) : null;
    clocks = plan.fakeClocks() ? new Clocks(plan.dir().resolve("clocks"), plan.mostNodes()) : null;
    List<NodeAddress> addresses = addresses();
    NodeProgram program = NodeProgram.locate();
    for (int number = 1; number <= plan.mostNodes(); number++) {
      nodes.add(node(number, addresses, program));
    }
    for (Node node : firstNodes()) {
      node.start();
    }
    Thread keeper = new Thread(this::keep, "keeper");
    keeper.setDaemon(true);
    keeper.start();
  }

  private List<NodeAddress> addresses() throws IOException {
    List<NodeAddress> addresses = new ArrayList<>();
    List<Integer> free = FreePorts.pick(3 * plan.mostNodes());
    for (int number = 1; number <= plan.mostNodes(); number++) {
      int first = 3 * (number - 1);
      addresses.add(new NodeAddress("node-" + number, network == null ? "127.0.0.1" : network.host(number), free.get(first), free.get(first + 1),
        free.get(first + 2)));
    }
    return addresses;
  }

  private Node node(int number, List<NodeAddress> addresses, NodeProgram program) throws IOException {
    NodeAddress address = addresses.get(number - 1);
    String databaseHost = network == null ? "127.0.0.1" : network.outside();
    TcpProxy toDatabase = new TcpProxy(databaseHost, database::address, plan.seed() + number);
    TcpProxy http = new TcpProxy("127.0.0.1", () -> new InetSocketAddress(address.host(), address.httpPort()), plan.seed() - number);
    // Those that come later are no contact points: a new cluster is made only when every contact point answers.
    Map<String, String> settings = address.settings(addresses.subList(0, plan.nodes()), plan.nodes(), new ClusterRecord.Database(
      database.urlThrough(databaseHost, toDatabase.port()), database.user(), database.passwordFile().toString(), false));
    settings.put("TROUPE_DB_READERS", "8");
    // Behind a bridge of its own the cluster is as much alone as on loopback.
    settings.put("TROUPE_INSECURE_OPEN", Boolean.toString(network != null));
    settings.put("TROUPE_FIRST_KEY_PATH", plan.dir().resolve("first-admin-key").toString());
    if (clocks != null) {
      settings.putAll(clocks.settings(number));
    }
    return new Node(number, address, program, network == null ? List.of() : network.prefix(number), settings,
      logs().resolve(address.name() + ".log"), http, toDatabase);
  }

  private void keep() {
    while (!closed) {
      for (Node node : nodes) {
        try {
          if (!closed && node.startIfEnded()) {
            told.accept(node.name() + " ended by itself and is started again");
          }
        } catch (IOException failed) {
          told.accept(node.name() + " could not be started again: " + failed.getMessage());
        }
      }
      try {
        Thread.sleep(LOOK_AROUND_MILLIS);
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private void cleanUp() {
    closed = true;
    try {
      for (Node node : nodes) {
        node.close();
      }
      if (database != null) {
        database.close();
      }
      Folders.delete(plan.dir().resolve("clocks"));
    } catch (IOException cause) {
      throw new CommandFailed("Could not stop everything that runs on " + plan.dir() + ": " + cause.getMessage(), new UncheckedIOException(cause));
    } finally {
      if (network != null) {
        network.close();
      }
    }
  }
}
