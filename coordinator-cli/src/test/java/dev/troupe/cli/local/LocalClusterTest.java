package dev.troupe.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real processes and a real PostgreSQL; only the node's program is a stand-in. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LocalClusterTest {

  @TempDir
  static Path home;

  @TempDir
  Path dir;

  @TempDir
  Path elsewhere;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), false);

  @BeforeAll
  static void compileTheStandIn() throws IOException {
    Path classes = Files.createDirectories(home.resolve("coordinator-node/target/classes"));
    Files.copy(Path.of("../coordinator-node/node.options"), home.resolve("coordinator-node/node.options"));
    Path source = home.resolve("Main.java");
    try (InputStream text = LocalClusterTest.class.getResourceAsStream("/stand-in-node.java.txt")) {
      Files.copy(text, source);
    }
    int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes.toString(), source.toString());
    assertThat(result).isZero();
  }

  @AfterEach
  void stopWhatIsLeft() throws IOException {
    var left = LocalCluster.find(dir);
    if (left.isPresent()) {
      left.get().stop();
    }
    assertThat(LocalPostgres.running(dir)).isEmpty();
  }

  @Test
  void startsNodesThatAnotherCommandFindsAndStops() throws Exception {
    LocalCluster started = cluster(2);
    started.start(console);
    assertThat(dir.resolve("run/node-1.pid")).hasContent(Long.toString(started.nodes().get(0).pid()));
    assertThat(dir.resolve("run/node-2.pid")).exists();
    assertThat(dir.resolve("run/postgres.pid")).exists();
    assertThat(started.formationSeconds()).isPositive();
    try (Connection connection = started.connect()) {
      assertThat(connection.isValid(5)).isTrue();
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("node-1 ready").contains("node-2 ready");

    LocalCluster found = LocalCluster.find(dir).orElseThrow();
    assertThat(found.nodes()).isEqualTo(started.nodes());
    assertThat(found.stop()).containsExactly("node-1", "node-2", "postgres");
    assertThat(LocalCluster.find(dir)).isEmpty();
    assertThat(dir.resolve("run/node-1.pid")).doesNotExist();
    assertThat(dir.resolve("logs/node-1.log")).content().contains("TROUPE_NODE_NAME=node-1", "TROUPE_REQUIRED_CONTACT_POINTS=2", "said goodbye");
  }

  @Test
  void usesTheDatabaseThatTheEnvironmentNamesAndLeavesItAlone() throws Exception {
    try (LocalPostgres theirs = LocalPostgres.start(elsewhere)) {
      Map<String, String> environment = new HashMap<>(System.getenv());
      environment.put("TROUPE_DB_URL", theirs.jdbcUrl());
      environment.put("TROUPE_DB_USER", theirs.user());
      environment.put("TROUPE_DB_PASSWORD", theirs.password());
      LocalCluster cluster = cluster(1, environment);
      cluster.start(console);
      assertThat(cluster.database()).isEqualTo(new ClusterRecord.Database(theirs.jdbcUrl(), theirs.user(), null, false));
      assertThat(dir.resolve("postgres")).doesNotExist();
      assertThat(dir.resolve("run/postgres.pid")).doesNotExist();
      assertThat(dir.resolve("run/cluster.json")).content().doesNotContain(theirs.password());
      assertThat(dir.resolve("logs/node-1.log")).content()
        .contains("TROUPE_DB_URL=" + theirs.jdbcUrl(), "TROUPE_DB_USER=" + theirs.user(), "TROUPE_DB_PASSWORD=" + theirs.password());
      try (Connection connection = cluster.connect()) {
        assertThat(connection.isValid(5)).isTrue();
      }
      assertThat(printed.toString(StandardCharsets.UTF_8)).contains("the one TROUPE_DB_URL names");
      assertThat(cluster.stop()).containsExactly("node-1");
      assertThat(LocalPostgres.running(elsewhere)).isPresent();
    }
  }

  @Test
  void tellsOnceWhereTheFirstAdminsKeyLies() throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TROUPE_AUTH", "keys");
    try (LocalCluster cluster = cluster(1, environment)) {
      cluster.start(console);
      assertThat(printed.toString(StandardCharsets.UTF_8)).contains(dir.resolve("run/first-admin.key").toString()).doesNotContain("a secret");
    }
  }

  @Test
  void refusesAFolderWhoseClusterRunsAlready() throws Exception {
    cluster(1).start(console);
    assertThatThrownBy(() -> cluster(1)).isInstanceOf(CommandFailed.class).hasMessageContaining("already runs").hasMessageContaining("troupe down");
  }

  @Test
  void refusesAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> LocalCluster.planned(new LocalCluster.Wish(dir, 1, taken.getLocalPort()), new NodeProgram(home), System.getenv()))
        .isInstanceOf(CommandFailed.class).hasMessageContaining("is taken").hasMessageContaining("--port");
    }
  }

  @Test
  void killsANodeAndBringsItBackOnTheSamePorts() throws Exception {
    LocalCluster cluster = cluster(2);
    cluster.start(console);
    ClusterRecord.Node before = cluster.nodes().get(1);
    cluster.kill(2);
    assertThat(before.process()).isEmpty();
    assertThat(cluster.nodes().get(0).process()).isPresent();
    cluster.restart(2, console);
    ClusterRecord.Node after = cluster.nodes().get(1);
    assertThat(after.httpPort()).isEqualTo(before.httpPort());
    assertThat(after.pid()).isNotEqualTo(before.pid());
    assertThat(dir.resolve("logs/node-2.log")).content().doesNotContain("said goodbye");
  }

  @Test
  void stopsEverythingAndShowsTheLogWhenANodeDoesNotComeUp() throws Exception {
    assertThatThrownBy(() -> cluster(3).start(console))
      .isInstanceOf(CommandFailed.class).hasMessageContaining("node-3 ended before it was ready").hasMessageContaining("made to fail");
    assertThat(LocalCluster.find(dir)).isEmpty();
    assertThat(LocalPostgres.running(dir)).isEmpty();
  }

  private LocalCluster cluster(int nodes) throws IOException {
    return cluster(nodes, System.getenv());
  }

  private LocalCluster cluster(int nodes, Map<String, String> environment) throws IOException {
    return LocalCluster.planned(new LocalCluster.Wish(dir, nodes, 0), new NodeProgram(home), environment);
  }
}
