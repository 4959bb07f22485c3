package dev.troupe.load.baseline;

import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.cli.local.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/** The server in a process of its own, with a node's collector and pages; it ends when its parent does. */
public final class SkipLockedProcess implements AutoCloseable {

  public static final String SCHEMA = "skip_locked";

  private final Process process;
  private final URI url;

  private SkipLockedProcess(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /** @param connections to PostgreSQL, and as many threads that use them */
  public static SkipLockedProcess start(ClusterRecord.Database database, String password, int connections) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx512m", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages", "-Xshare:auto",
      "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2", "-cp", System.getProperty("java.class.path"), SkipLockedProcess.class.getName(), Integer.toString(connections));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("TROUPE_DB_URL", database.url());
    builder.environment().put("TROUPE_DB_USER", database.user() == null ? "" : database.user());
    builder.environment().put("TROUPE_DB_PASSWORD", password == null ? "" : password);
    Process process = builder.start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    String port = said.readLine();
    if (port == null) {
      process.destroyForcibly();
      throw new IOException("Expected the SKIP LOCKED server to tell its port, but it ended");
    }
    return new SkipLockedProcess(process, URI.create("http://127.0.0.1:" + port));
  }

  public List<URI> urls() {
    return List.of(url);
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    Programs.end(process);
  }

  /** The process itself, told its number of connections. Its input ends when the parent is gone, however that ended. */
  public static void main(String[] arguments) throws IOException, SQLException {
    try (SkipLockedServer server = new SkipLockedServer(System.getenv("TROUPE_DB_URL"), System.getenv("TROUPE_DB_USER"),
      System.getenv("TROUPE_DB_PASSWORD"), SCHEMA, Integer.parseInt(arguments[0]))) {
      System.out.println(server.port());
      try (BufferedReader parent = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
        while (parent.readLine() != null) {
          continue;
        }
      }
    }
  }
}
