package dev.troupe.cli.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A real PostgreSQL on a data folder, run by its own {@code initdb} and {@code pg_ctl} so that it does not depend on this JVM.
 *
 * <p>Under {@code DIR}: {@code postgres/} the data, {@code logs/postgres.log}, {@code run/postgres.pid} and
 * {@code run/postgres.password} (mode 0600). It listens on loopback only, asks for the password (SCRAM), has no socket file, and
 * what it acknowledges is on disk: fsync, full_page_writes and synchronous_commit are read back after every start.
 */
public final class LocalPostgres implements AutoCloseable {

  private static final String USER = "troupe";
  private static final String DATABASE = "troupe";
  private static final int START_ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** For one machine and some hundred connections; checkpoints far apart, since every event is written once and kept. */
  private static final String SETTINGS = """
    listen_addresses = '127.0.0.1'
    unix_socket_directories = ''
    max_connections = 200
    shared_buffers = 256MB
    wal_buffers = 16MB
    max_wal_size = 2GB
    min_wal_size = 256MB
    checkpoint_timeout = 15min
    checkpoint_completion_target = 0.9
    password_encryption = scram-sha-256
    fsync = on
    full_page_writes = on
    synchronous_commit = on
    log_timezone = UTC
    timezone = UTC
    """;

  private final Path dir;
  private final Path data;
  private final ServerAccount account;
  private final PostgresBinaries binaries;
  private String password;
  private int port;
  private boolean adopted;

  private LocalPostgres(Path dir, ServerAccount account, PostgresBinaries binaries) {
    this.dir = dir;
    this.data = dir.resolve("postgres");
    this.account = account;
    this.binaries = binaries;
  }

  /**
   * Starts the server on the folder, creating it when empty; a server that still runs on it is taken over as it is.
   *
   * @throws IOException with what PostgreSQL said, when it does not start or does not promise durable commits
   */
  public static LocalPostgres start(Path dir) throws IOException {
    LocalPostgres postgres = of(dir);
    synchronized (LocalPostgres.class) {
      try (FileChannel channel = FileChannel.open(postgres.run("postgres.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();  // given back by closing the channel
        postgres.bringUp();
      }
    }
    return postgres;
  }

  /** The server that runs on the folder now, started by whomever. */
  public static Optional<LocalPostgres> running(Path dir) throws IOException {
    Path data = dir.toAbsolutePath().normalize().resolve("postgres");
    Optional<PostmasterFile> file = PostmasterFile.read(data).filter(found -> found.isServerOf(data));
    if (file.isEmpty()) {
      return Optional.empty();
    }
    LocalPostgres postgres = of(dir);
    postgres.password = Files.readString(postgres.run("postgres.password")).trim();
    postgres.port = file.get().port();
    postgres.adopted = true;
    return Optional.of(postgres);
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
  }

  public String user() {
    return USER;
  }

  public String password() {
    return password;
  }

  /** The file the password is kept in, for processes that should not get it in their environment. */
  public Path passwordFile() {
    return run("postgres.password");
  }

  /** Whether the server was running already when this object was made. */
  public boolean adopted() {
    return adopted;
  }

  public Connection connect() throws SQLException {
    return connect(DATABASE);
  }

  /** Leaves the server running: it belongs to the folder, and {@link #running} finds it again. Only says so to the reader. */
  public LocalPostgres detach() {
    return this;
  }

  /** Stops the server (fast: open transactions are rolled back, everything committed stays) and waits until it is gone. */
  @Override
  public void close() throws IOException {
    Optional<PostmasterFile> server = PostmasterFile.read(data).filter(file -> file.isServerOf(data));
    if (server.isPresent() && account.owns(data)) {
      Programs.run(account.command(List.of(binaries.program("pg_ctl"), "stop", "-m", "fast", "-w", "-t", "60",
        "-D", data.toString())), Path.of("/"));
    } else if (server.isPresent()) {
      interrupt(server.get().pid());
    }
    Files.deleteIfExists(run("postgres.pid"));
  }

  /**
   * Sends a signal to every process of the server, for those who test what happens then. After KILL the next {@link #start} recovers it.
   *
   * @param name without SIG, such as KILL, STOP, CONT
   */
  public void signal(String name) throws IOException {
    List<Long> processes = PostmasterFile.processesOf(data);
    if (!processes.isEmpty()) {
      List<String> command = new ArrayList<>(List.of("kill", "-" + name));
      processes.forEach(pid -> command.add(Long.toString(pid)));
      // One that ended by itself meanwhile makes kill complain, and is no reason to.
      Programs.succeeds(command);
    }
  }

  public int port() {
    return port;
  }

  /** A fast stop by its signal: pg_ctl may not look into a folder that another account's run has left. */
  private void interrupt(long pid) throws IOException {
    Programs.run(List.of("sh", "-c", "kill -INT " + pid), Path.of("/"));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!PostmasterFile.processesOf(data).isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("PostgreSQL " + pid + " on " + data + " did not stop: see " + log());
      }
      Pause.millis(50);
    }
  }

  private static LocalPostgres of(Path dir) throws IOException {
    Path absolute = dir.toAbsolutePath().normalize();
    Files.createDirectories(absolute.resolve("run"));
    Files.createDirectories(absolute.resolve("logs"));
    ServerAccount account = ServerAccount.choose();
    PostgresBinaries binaries = PostgresBinaries.unpackedIn(PostgresBinaries.defaultCache(System.getenv(), account));
    return new LocalPostgres(absolute, account, binaries);
  }

  private void bringUp() throws IOException {
    boolean fresh = !Files.exists(data.resolve("PG_VERSION"));
    if (fresh) {
      initialise();
    }
    Optional<PostmasterFile> alive = settledServer();
    if (alive.isPresent()) {
      adopted = true;
      port = alive.get().port();
      password = Files.readString(run("postgres.password")).trim();
    } else {
      account.own(data);
      restorePassword();
      startServer();
    }
    PostmasterFile server = PostmasterFile.read(data).orElseThrow(() -> new IOException("PostgreSQL ended right after its start"));
    Files.writeString(run("postgres.pid"), server.pid() + "\n");
    createDatabase();
    verifyDurability();
  }

  private void initialise() throws IOException {
    Folders.delete(data);
    Folders.writeSecret(run("postgres.password"), randomPassword() + "\n");
    Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    account.own(data);
    Path forInitdb = Files.createTempFile("troupe-", ".pw", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.copy(passwordFile(), forInitdb, StandardCopyOption.REPLACE_EXISTING);
      account.own(forInitdb);
      Programs.run(account.command(List.of(binaries.program("initdb"), "-D", data.toString(), "-U", USER,
        "--auth=scram-sha-256", "--pwfile=" + forInitdb, "--encoding=UTF8", "--locale=C", "--data-checksums")), Path.of("/"));
    } catch (IOException failed) {
      Folders.delete(data);
      throw failed;
    } finally {
      Files.deleteIfExists(forInitdb);
    }
    Files.writeString(data.resolve("postgresql.conf"), "\ninclude 'troupe.conf'\n", StandardOpenOption.APPEND);
  }

  /**
   * The live server of this folder, waited for until it is ready. Empty once there is none and no process of a killed
   * one is left; a postmaster.pid whose number belongs to a stranger now is removed, since PostgreSQL would refuse to start.
   */
  private Optional<PostmasterFile> settledServer() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<PostmasterFile> file = PostmasterFile.read(data);
      boolean serves = file.isPresent() && file.get().isServerOf(data);
      if (serves && file.get().isReady()) {
        return file;
      }
      List<Long> processes = PostmasterFile.processesOf(data);
      if (!serves && processes.isEmpty()) {
        if (file.isPresent() && ProcessHandle.of(file.get().pid()).isPresent()) {
          Files.deleteIfExists(data.resolve("postmaster.pid"));
        }
        return Optional.empty();
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("PostgreSQL on " + data + " neither starts nor stops; its processes are " + processes
          + ". See " + log() + ", end them and try again.");
      }
      Pause.millis(50);
    }
  }

  /** A new password through single-user mode, when the run folder was removed and the data kept. */
  private void restorePassword() throws IOException {
    if (!Files.exists(passwordFile())) {
      String fresh = randomPassword();
      Files.writeString(data.resolve("troupe.conf"), SETTINGS);
      Process single = new ProcessBuilder(account.command(List.of(binaries.program("postgres"), "--single", "-D", data.toString(), "postgres")))
        .directory(Path.of("/").toFile()).redirectErrorStream(true).redirectOutput(log().toFile()).start();
      try (var statements = single.outputWriter()) {
        statements.write("ALTER ROLE " + USER + " PASSWORD '" + fresh + "';\n");
      }
      try {
        if (single.waitFor() != 0) {
          throw new IOException("Could not set a new password for " + data + ": see " + log());
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted", interrupted);
      }
      Folders.writeSecret(passwordFile(), fresh + "\n");
    }
    password = Files.readString(passwordFile()).trim();
  }

  private void startServer() throws IOException {
    for (int attempt = 1; ; attempt++) {
      port = FreePorts.pick(1).get(0);
      Files.writeString(data.resolve("troupe.conf"), SETTINGS + "port = " + port + "\n");
      account.own(data.resolve("troupe.conf"));
      prepareLog();
      try {
        Programs.run(account.command(List.of(binaries.program("pg_ctl"), "start", "-w", "-t", "60",
          "-D", data.toString(), "-l", log().toString())), Path.of("/"));
        return;
      } catch (IOException failed) {
        String said = Folders.lastLines(log(), 20);
        if (attempt == START_ATTEMPTS || !said.contains("could not bind")) {
          throw new IOException("PostgreSQL did not start on " + data + ":\n" + said, failed);
        }
      }
    }
  }

  private void prepareLog() throws IOException {
    if (!Files.exists(log())) {
      Files.createFile(log());
    }
    account.own(log());
  }

  private void createDatabase() throws IOException {
    try (Connection connection = connect("postgres"); Statement statement = connection.createStatement()) {
      try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        if (found.next()) {
          return;
        }
      }
      statement.execute("CREATE DATABASE " + DATABASE);
    } catch (SQLException cause) {
      throw new IOException("PostgreSQL runs on " + data + " but refuses its owner: " + cause.getMessage(), cause);
    }
  }

  private void verifyDurability() throws IOException {
    try (Connection connection = connect(); Statement statement = connection.createStatement()) {
      for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
        try (ResultSet shown = statement.executeQuery("SHOW " + setting)) {
          shown.next();
          if (!shown.getString(1).equals("on")) {
            throw new IOException("Expected " + setting + " on, but PostgreSQL on " + data + " says " + shown.getString(1));
          }
        }
      }
    } catch (SQLException cause) {
      throw new IOException("Could not read PostgreSQL's settings: " + cause.getMessage(), cause);
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, password);
  }

  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private Path run(String name) {
    return dir.resolve("run").resolve(name);
  }

  private Path log() {
    return dir.resolve("logs").resolve("postgres.log");
  }
}
