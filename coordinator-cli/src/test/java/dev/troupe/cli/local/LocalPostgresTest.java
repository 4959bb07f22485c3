package dev.troupe.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LocalPostgresTest {

  @TempDir
  Path dir;

  @AfterEach
  void nothingIsLeftRunning() throws IOException {
    var left = LocalPostgres.running(dir);
    if (left.isPresent()) {
      left.get().close();
    }
    assertThat(PostmasterFile.processesOf(dir.resolve("postgres"))).isEmpty();
  }

  @Test
  void keepsWhatWasCommittedAcrossStopAndStart() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(dir)) {
      execute(postgres, "CREATE TABLE note(text text)");
      execute(postgres, "INSERT INTO note VALUES ('stays')");
      assertThat(postgres.adopted()).isFalse();
    }
    assertThat(dir.resolve("run/postgres.pid")).doesNotExist();
    try (LocalPostgres postgres = LocalPostgres.start(dir)) {
      assertThat(ask(postgres, "SELECT text FROM note")).isEqualTo("stays");
    }
  }

  @Test
  void promisesDurableCommitsAndKeepsItsPasswordToItself() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(dir)) {
      assertThat(ask(postgres, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(postgres, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(ask(postgres, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(ask(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(Files.getPosixFilePermissions(postgres.passwordFile())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(ask(postgres, "SELECT rolpassword FROM pg_authid WHERE rolname = 'troupe'")).startsWith("SCRAM-SHA-256");
    }
  }

  @Test
  void adoptsAServerThatStillRunsOnTheSameFolder() throws Exception {
    LocalPostgres first = LocalPostgres.start(dir).detach();
    try (LocalPostgres second = LocalPostgres.start(dir)) {
      assertThat(second.adopted()).isTrue();
      assertThat(second.jdbcUrl()).isEqualTo(first.jdbcUrl());
      assertThat(ask(second, "SELECT 1")).isEqualTo("1");
    }
    assertThat(LocalPostgres.running(dir)).isEmpty();
  }

  @Test
  void recoversAfterItsServerWasKilled() throws Exception {
    LocalPostgres killed = LocalPostgres.start(dir);
    execute(killed, "CREATE TABLE note AS SELECT 'committed' AS text");
    ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
    server.destroyForcibly();
    server.onExit().get(20, TimeUnit.SECONDS);
    assertThat(dir.resolve("postgres/postmaster.pid")).exists();
    try (LocalPostgres again = LocalPostgres.start(dir)) {
      assertThat(again.adopted()).isFalse();
      assertThat(ask(again, "SELECT text FROM note")).isEqualTo("committed");
    }
  }

  @Test
  void startsWhenTheStalePidFileNamesAStranger() throws Exception {
    LocalPostgres.start(dir).close();
    Files.writeString(dir.resolve("postgres/postmaster.pid"), ProcessHandle.current().pid() + "\n");
    try (LocalPostgres again = LocalPostgres.start(dir)) {
      assertThat(ask(again, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void givesItselfANewPasswordWhenTheRunFolderWasRemoved() throws Exception {
    LocalPostgres.start(dir).close();
    Folders.delete(dir.resolve("run"));
    try (LocalPostgres again = LocalPostgres.start(dir)) {
      assertThat(ask(again, "SELECT 1")).isEqualTo("1");
    }
  }

  private long pid() throws IOException {
    return Long.parseLong(Files.readString(dir.resolve("run/postgres.pid")).trim());
  }

  private static void execute(LocalPostgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect(); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(LocalPostgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect(); Statement statement = connection.createStatement();
       ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
