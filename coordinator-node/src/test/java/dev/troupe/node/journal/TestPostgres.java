package dev.troupe.node.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for all tests of a JVM, from the Maven jar, syncing to disk. To be replaced by the CLI's LocalPostgres. */
public final class TestPostgres {
  private static final String USER = "troupe";
  private static final AtomicInteger databases = new AtomicInteger();
  private static TestPostgres running;

  private final Path home;
  private final Path data;
  private final int port;

  /** An empty database of its own in the shared server. */
  public record Database(String url, String user, String password) {
    public Connection connect() throws SQLException {
      return DriverManager.getConnection(url, user, password);
    }

    public void execute(String sql) throws SQLException {
      try (Connection connection = connect(); Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  public static synchronized Database newDatabase() {
    if (running == null) {
      running = new TestPostgres();
    }
    String name = "test_" + databases.incrementAndGet();
    try {
      new Database(running.url("postgres"), USER, "").execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new Database(running.url(name), USER, "");
  }

  private TestPostgres() {
    try {
      home = unpack();
      data = Files.createTempDirectory("troupe-test-postgres-data");
      port = freePort();
      own(data);
      run("initdb", "-D", data.toString(), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions");
      run("pg_ctl", "-D", data.toString(), "-w", "-l", data.resolve("server.log").toString(), "-o",
          "-h 127.0.0.1 -p " + port + " -k " + data + " -c fsync=on -c full_page_writes=on -c synchronous_commit=on"
              + " -c max_connections=200", "start");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private void stop() {
    run("pg_ctl", "-D", data.toString(), "-m", "immediate", "stop");
    exec(List.of("rm", "-rf", data.toString()));
  }

  private static Path unpack() throws IOException {
    Path home = Path.of(System.getProperty("java.io.tmpdir"), "troupe-test-postgres-17.11.0-" + System.getProperty("user.name"));
    if (Files.exists(home)) {
      return home;
    }
    Path part = Files.createTempDirectory("troupe-test-postgres-part");
    Path archive = part.resolve("postgres.txz");
    try (InputStream jar = TestPostgres.class.getResourceAsStream("/postgres-linux-x86_64.txz")) {
      Files.copy(jar, archive);
    }
    exec(List.of("tar", "-xJf", archive.toString(), "-C", part.toString()));
    Files.delete(archive);
    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
    return home;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** PostgreSQL refuses to run as root. */
  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static void own(Path folder) {
    if (isRoot()) {
      exec(List.of("chown", "65534:65534", folder.toString()));
    }
  }

  private void run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(Arrays.asList(arguments));
    exec(command);
  }

  private static void exec(List<String> command) {
    try {
      Path output = Files.createTempFile("troupe-test-postgres", ".out");
      // A file, not a pipe: the server inherits it and would keep a pipe open.
      int exit = new ProcessBuilder(command).directory(new java.io.File("/")).redirectErrorStream(true)
          .redirectOutput(output.toFile()).start().waitFor();
      String said = Files.readString(output);
      Files.delete(output);
      if (exit != 0) {
        throw new IllegalStateException(command + " ended with " + exit + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
