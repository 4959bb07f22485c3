package dev.troupe.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a stand-in for the node that cannot do what a rehearsal asks of it; ThreeNodesTest starts real nodes from a real archive. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StartArchiveTest {

  @TempDir
  Path home;

  @TempDir
  Path dir;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), false);
  private Path target;
  private Path jar;
  private NodeProgram program;

  @BeforeEach
  void packageTheStandIn() throws IOException {
    target = Files.createDirectories(home.resolve("coordinator-node/target"));
    Files.createDirectories(target.resolve("lib"));
    Files.copy(Path.of("../coordinator-node/node.options"), home.resolve("coordinator-node/node.options"));
    Path source = home.resolve("Main.java");
    try (InputStream text = StartArchiveTest.class.getResourceAsStream("/stand-in-node.java.txt")) {
      Files.copy(text, source);
    }
    ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", home.resolve("classes").toString(), source.toString());
    jar = target.resolve("coordinator-node-1.jar");
    Programs.run(List.of(Path.of(System.getProperty("java.home"), "bin", "jar").toString(), "cf", jar.toString(), "-C", home.resolve("classes").toString(), "."), home);
    program = new NodeProgram(home);
  }

  @Test
  void isForOneBuildOnly() throws IOException {
    StartArchive first = StartArchive.of(program).orElseThrow();
    assertThat(first.isMissing()).isTrue();
    assertThat(first.options()).isEmpty();
    Files.writeString(first.aside(), "content");
    first.accept();
    assertThat(first.options()).containsExactly("-XX:SharedArchiveFile=" + first.file());
    assertThat(StartArchive.of(program)).contains(first);

    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    StartArchive second = StartArchive.of(program).orElseThrow();
    assertThat(second.isMissing()).isTrue();
    Files.writeString(second.aside(), "content");
    second.accept();
    assertThat(first.file()).doesNotExist();
    Files.writeString(target.resolve("lib/another.jar"), "");
    assertThat(StartArchive.of(program).orElseThrow().isMissing()).isTrue();
  }

  @Test
  void isNotForLooseClasses() throws IOException {
    Files.delete(jar);
    Files.createDirectory(target.resolve("classes"));
    assertThat(StartArchive.of(program)).isEmpty();
    assertThat(Rehearsal.wanted(program, Map.of())).isEqualTo(Optional.empty());
  }

  @Test
  void isTriedOnceAndMissedByNobody() throws IOException {
    LocalCluster cluster = LocalCluster.planned(new LocalCluster.Wish(dir, 1, 0), program, System.getenv());
    try (cluster) {
      cluster.start(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Preparing", "gave up", "node-1 ready");
    assertThat(StartArchive.of(program).orElseThrow().isMissing()).isFalse();
    assertThat(StartArchive.of(program).orElseThrow().options()).isEmpty();
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".new"));
    }
  }

  @Test
  void doesNotKeepANodeFromStartingWhenItIsBroken() throws IOException {
    StartArchive archive = StartArchive.of(program).orElseThrow();
    Files.writeString(archive.aside(), "no archive at all");
    archive.accept();
    LocalCluster cluster = LocalCluster.planned(new LocalCluster.Wish(dir, 1, 0), program, System.getenv());
    try (cluster) {
      cluster.start(console);
      assertThat(cluster.anyNodeAlive()).isTrue();
    }
  }
}
