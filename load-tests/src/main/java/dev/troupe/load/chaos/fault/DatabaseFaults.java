package dev.troupe.load.chaos.fault;

import dev.troupe.load.chaos.arena.Arena;
import dev.troupe.load.chaos.fault.Fault.Need;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What happens to PostgreSQL and on the way to it. */
final class DatabaseFaults {

  private static final Duration SLOW = Duration.ofMillis(60);
  private static final int MOST_CONNECTIONS = 1_000;

  private DatabaseFaults() {
  }

  static List<Fault> all() {
    return List.of(
      Fault.of("db-kill", 3, (arena, random) -> {
        arena.database().signal("KILL");
        return List.of();
      }, (arena, struck) -> arena.database().start()),
      Fault.of("db-restart", 0, (arena, random) -> {
        arena.database().stop();
        return List.of();
      }, (arena, struck) -> arena.database().start()),
      Fault.of("db-pause", 10, DatabaseFaults::pause, (arena, struck) -> arena.database().signal("CONT")),
      Fault.of("db-pause-long", 60, DatabaseFaults::pause, (arena, struck) -> arena.database().signal("CONT")),
      Fault.of("db-slow", 8, (arena, random) -> {
        arena.nodes().forEach(node -> node.database().delay(SLOW));
        return List.of();
      }, DatabaseFaults::healWays),
      Fault.of("db-cut-one", 10, (arena, random) -> {
        List<Integer> one = ProcessFaults.some(arena, random, 1);
        ProcessFaults.node(arena, one.get(0)).database().freeze();
        return one;
      }, DatabaseFaults::healWays),
      Fault.of("db-connections-break", 0, (arena, random) -> {
        arena.nodes().forEach(node -> node.database().cutAll());
        return List.of();
      }, (arena, struck) -> { }),
      crowded(),
      Fault.of("db-full", 6, (arena, random) -> {
        arena.database().fill();
        return List.of();
      }, (arena, struck) -> {
        arena.database().makeRoom();
        arena.database().start();
      }, Need.SMALL_DISK));
  }

  private static List<Integer> pause(Arena arena, Random random) throws IOException {
    arena.database().signal("STOP");
    return List.of();
  }

  private static void healWays(Arena arena, List<Integer> struck) {
    arena.nodes().forEach(node -> node.database().heal());
  }

  /** Others take every connection there is, after the nodes have lost theirs. */
  private static Fault crowded() {
    List<Connection> others = new ArrayList<>();
    return Fault.of("db-connections", 8, (arena, random) -> {
      arena.nodes().forEach(node -> node.database().freeze());
      try {
        endAllOthers(arena);
        takeAll(arena, others);
      } finally {
        arena.nodes().forEach(node -> node.database().heal());
      }
      return List.of();
    }, (arena, struck) -> {
      for (Connection connection : others) {
        closeQuietly(connection);
      }
      others.clear();
    });
  }

  private static void endAllOthers(Arena arena) throws IOException {
    try (Connection connection = arena.database().connect(); Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
    } catch (SQLException cause) {
      throw new IOException("Could not end the nodes' connections", cause);
    }
  }

  private static void takeAll(Arena arena, List<Connection> others) throws IOException {
    while (others.size() < MOST_CONNECTIONS) {
      try {
        others.add(arena.database().connect());
      } catch (SQLException full) {
        if ("53300".equals(full.getSQLState())) {
          return;
        }
        throw new IOException("Could not take every connection", full);
      }
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException gone) {
      // PostgreSQL may have ended it already.
      return;
    }
  }
}
