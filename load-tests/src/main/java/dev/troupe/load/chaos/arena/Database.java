package dev.troupe.load.chaos.arena;

import dev.troupe.cli.local.Folders;
import dev.troupe.cli.local.LocalPostgres;
import dev.troupe.cli.local.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The cluster's PostgreSQL, which may be killed, stopped and filled up. Nodes come to it through proxies, so it may come back on another port. */
public final class Database implements AutoCloseable {

  private static final int SMALL_DISK_MEGABYTES = 384;

  private final Path dir;
  private final boolean onSmallDisk;
  private volatile LocalPostgres postgres;

  /** @param onSmallDisk put it on a file system of {@value #SMALL_DISK_MEGABYTES} MB of memory, which can be filled up; needs root */
  Database(Path dir, boolean onSmallDisk) throws IOException {
    this.dir = dir;
    this.onSmallDisk = onSmallDisk;
    Files.createDirectories(dir);
    if (onSmallDisk) {
      Programs.run(List.of("mount", "-t", "tmpfs", "-o", "size=" + SMALL_DISK_MEGABYTES + "m", "tmpfs", dir.toString()), Path.of("/"));
    }
    start();
  }

  /** Starts it if it does not run; recovery from the log included. */
  public void start() throws IOException {
    postgres = LocalPostgres.start(dir);
  }

  public void signal(String name) throws IOException {
    postgres.signal(name);
  }

  /** In good order, with everything written. */
  public void stop() throws IOException {
    postgres.close();
  }

  public boolean canBeFilled() {
    return onSmallDisk;
  }

  /** Takes all the room that is left. */
  public void fill() throws IOException {
    byte[] block = new byte[64 * 1024];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw full;
      }
    }
  }

  public void makeRoom() throws IOException {
    Files.deleteIfExists(ballast());
  }

  /** Past all proxies, for those who judge and those who crowd. */
  public Connection connect() throws SQLException {
    return postgres.connect();
  }

  String user() {
    return postgres.user();
  }

  Path passwordFile() {
    return postgres.passwordFile();
  }

  String urlThrough(String host, int port) {
    String url = postgres.jdbcUrl();
    return "jdbc:postgresql://" + host + ":" + port + url.substring(url.lastIndexOf('/'));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), postgres.port());
  }

  @Override
  public void close() throws IOException {
    try {
      if (postgres != null) {
        postgres.signal("KILL");
      }
    } finally {
      if (onSmallDisk) {
        Programs.succeeds(List.of("umount", "--lazy", dir.toString()));
      }
      Folders.delete(dir);
    }
  }

  private Path ballast() {
    return dir.resolve("ballast");
  }
}
