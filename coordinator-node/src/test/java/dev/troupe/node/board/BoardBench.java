package dev.troupe.node.board;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.projection.ProjectionBehavior;
import akka.projection.jdbc.javadsl.JdbcHandler;
import akka.projection.jdbc.javadsl.JdbcProjection;
import akka.serialization.SerializationExtension;
import dev.troupe.node.journal.JournalFacts;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Priority;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How far the board lags at a given rate of events, and what it costs whoever writes. Not part of the suite:
 *
 * <pre>java -cp … dev.troupe.node.board.BoardBench [events/s = 2000] [seconds = 20] [rounds flat out = 2]</pre>
 */
public final class BoardBench {
  private static final String INSERT =
      """
      INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, event_ser_id, event_ser_manifest, event_payload,
        at, action, agent_id, actor)
      SELECT id, ?, 'bench', 0, 1701, ?, ?, ?::timestamptz, ?, ?, 'bench' FROM unnest(?::text[]) AS id
      """;

  private static final int FLAT_OUT_SECONDS = 4;

  private final WrittenJournal journal = new WrittenJournal(Map.of("akka.loglevel", "ERROR"));
  private final List<Long> lagMicros = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong projected = new AtomicLong();
  private final AtomicLong items = new AtomicLong();

  public static void main(String[] arguments) throws Exception {
    int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    BoardBench bench = new BoardBench();
    try {
      bench.run(rate, seconds, arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2);
    } finally {
      bench.journal.close();
    }
  }

  private void run(int rate, int seconds, int rounds) throws Exception {
    System.out.printf("Java %s, %d CPUs%n", System.getProperty("java.version"), Runtime.getRuntime().availableProcessors());
    write(2, 10_000, 5);
    ActorRef<ProjectionBehavior.Command> projection = start();
    catchUp("warm-up");
    lagMicros.clear();
    long written = write(2, rate, seconds);
    catchUp("rest");
    report(written, seconds);
    for (int round = 0; round < rounds; round++) {
      Boards.stop(projection);
      long alone = write(2, 0, FLAT_OUT_SECONDS);
      projection = start();
      long catching = projected.get();
      long from = System.nanoTime();
      catchUp("backlog");
      double caught = (projected.get() - catching) / ((System.nanoTime() - from) / 1e9);
      long before = projected.get();
      long together = write(2, 0, FLAT_OUT_SECONDS);
      long meanwhile = projected.get() - before;
      System.out.printf(
          "flat out, events/s written: %,d without the board, %,d with it, which projected %,d/s meanwhile; alone it catches up at %,.0f/s%n",
          alone / FLAT_OUT_SECONDS, together / FLAT_OUT_SECONDS, meanwhile / FLAT_OUT_SECONDS, caught);
      catchUp("rest");
    }
    System.out.printf("events %s, board %s, its indexes %s%n", size("event_journal"), size("work_board"), journal.ask("SELECT pg_size_pretty(pg_indexes_size('work_board'))"));
  }

  private String size(String table) throws SQLException {
    return journal.ask("SELECT pg_size_pretty(pg_total_relation_size('" + table + "'))");
  }

  private void catchUp(String what) {
    long from = System.nanoTime();
    long before = projected.get();
    try {
      while (journal.ask(SummaryQuery.OLDEST_AHEAD) != null) {
        LockSupport.parkNanos(5_000_000);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    System.out.printf("%s: %,d events in %,d ms%n", what, projected.get() - before, (System.nanoTime() - from) / 1_000_000);
  }

  private void report(long written, int seconds) {
    long[] sorted = lagMicros.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "written %,d events at %,d/s; decided to on the board, ms: p50 %.1f, p95 %.1f, p99 %.1f, max %.1f%n",
        written, written / seconds, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * quantile))] / 1e3;
  }

  private ActorRef<ProjectionBehavior.Command> start() {
    BoardHandler handler = new BoardHandler((id, command) -> {});
    JdbcHandler<List<JournalRecord>, BoardSession> measuring =
        JdbcHandler.fromFunction(
            (session, records) -> {
              try {
                handler.process(session, records);
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
              session.afterCommit(
                  () -> {
                    Instant now = Instant.now();
                    records.forEach(record -> lagMicros.add(ChronoUnit.MICROS.between(record.at(), now)));
                    projected.addAndGet(records.size());
                  });
            });
    return journal.system.systemActorOf(
        ProjectionBehavior.create(
            JdbcProjection.<String, JournalRecord, BoardSession>groupedWithin(
                    BoardProjection.ID,
                    new JournalStream(journal.system, journal.dataSource(), journal.settings),
                    () -> new BoardSession(journal.dataSource()),
                    () -> measuring,
                    journal.system)
                .withGroup(journal.settings.groupSize(), journal.settings.groupDuration())),
        "bench-" + System.nanoTime(),
        Props.empty());
  }

  /** @param rate events/s in all, 0: as many as go in */
  private long write(int writers, int rate, int seconds) throws InterruptedException {
    AtomicLong written = new AtomicLong();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    List<Thread> threads = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      threads.add(new Thread(() -> write(rate / writers, end, written)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    return written.get();
  }

  /** Items are added, claimed and completed, so many at a time: 400 flat out, else what 10 ms are worth. */
  private void write(int rate, long end, AtomicLong written) {
    int batch = rate == 0 ? 400 : Math.max(1, rate / 100);
    try (Connection connection = journal.database.connect(); PreparedStatement insert = connection.prepareStatement(INSERT)) {
      long next = System.nanoTime();
      while (System.nanoTime() < end) {
        long first = items.getAndAdd(batch);
        String[] ids = new String[batch];
        Arrays.setAll(ids, i -> "work|w-" + (first + i));
        AgentId agent = new AgentId("agent-" + first / batch % 100);
        for (int number = 1; number <= 3; number++) {
          if (rate > 0) {
            next += 10_000_000L;
            LockSupport.parkNanos(next - System.nanoTime());
          }
          insert(connection, insert, number, event(number, agent), ids);
          written.addAndGet(batch);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void insert(Connection connection, PreparedStatement insert, int number, JournalFacts event, String[] ids) throws SQLException {
    insert.setLong(1, number);
    insert.setString(2, event.getClass().getName());
    insert.setBytes(3, SerializationExtension.get(journal.system).serialize(event).get());
    insert.setString(4, event.at().toString());
    insert.setString(5, event.action());
    insert.setString(6, event.agentId().orElse(null));
    insert.setArray(7, connection.createArrayOf("text", ids));
    insert.executeUpdate();
  }

  private static JournalFacts event(int number, AgentId agent) {
    Instant now = Instant.now();
    return switch (number) {
      case 1 -> Story.added(now, Priority.MEDIUM);
      case 2 -> Story.claimed(agent, 1, now);
      default -> Story.completed(agent, 1, now);
    };
  }
}
