package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.troupe.node.board.WrittenJournal.Numbered;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.WorkId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every stored event comes once and in order, whatever other transactions do. */
class JournalStreamTest {
  private static final WrittenJournal journal = new WrittenJournal(Map.of("troupe.board.page-size", 50));
  private final JournalReader reader = new JournalReader(journal.system, journal.dataSource());

  @BeforeEach
  void emptyTheJournal() throws SQLException {
    journal.execute("TRUNCATE event_journal");
  }

  @AfterAll
  static void close() {
    journal.close();
  }

  @Test
  void neverSkipsASmallCommitThatComesLate() throws SQLException {
    try (Connection early = journal.database.connect(); Connection late = journal.database.connect()) {
      early.setAutoCommit(false);
      journal.insert(early, List.of(added("early")));
      journal.insert(late, List.of(added("late")));
      assertThat(reader.settledAfter(JournalPosition.START, 10)).as("while a lower transaction is open").isEmpty();
      early.commit();
    }
    assertThat(ids(reader.settledAfter(JournalPosition.START, 10))).containsExactly("early", "late");
  }

  @Test
  void keepsWhatWasNumberedFirstButCommittedFirstByTheOther() throws SQLException {
    try (Connection lowTransaction = journal.database.connect(); Connection highTransaction = journal.database.connect()) {
      lowTransaction.setAutoCommit(false);
      lowTransaction.createStatement().execute("SELECT pg_current_xact_id()");
      journal.insert(highTransaction, List.of(added("high-1")));
      journal.insert(lowTransaction, List.of(added("low-2")));
      assertThat(reader.settledAfter(JournalPosition.START, 10)).isEmpty();
      lowTransaction.commit();
    }
    assertThat(ids(reader.settledAfter(JournalPosition.START, 10))).containsExactly("low-2", "high-1");
  }

  @Test
  void isNotHeldUpByNumbersThatWereRolledBack() throws SQLException {
    try (Connection gone = journal.database.connect(); Connection stays = journal.database.connect()) {
      gone.setAutoCommit(false);
      for (int i = 0; i < 100; i++) {
        journal.insert(gone, List.of(added("gone-" + i)));
        gone.rollback();
      }
      journal.insert(stays, List.of(added("stays")));
    }
    assertThat(ids(reader.settledAfter(JournalPosition.START, 10))).containsExactly("stays");
  }

  @Test
  void givesEveryEventOnceAndInOrderUnderConcurrentWriters() throws Exception {
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    System.out.println("concurrent writers: seed " + seed);
    int writers = 6;
    List<Numbered> stored = Collections.synchronizedList(new ArrayList<>());
    Source<JournalRecord, NotUsed> stream = new JournalStream(journal.system, journal.dataSource(), journal.settings).after(JournalPosition.START);
    List<JournalRecord> read = Collections.synchronizedList(new ArrayList<>());
    var killed = stream.viaMat(akka.stream.KillSwitches.single(), akka.stream.javadsl.Keep.right()).to(Sink.foreach(read::add)).run(journal.system);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<?>> running = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      int number = writer;
      running.add(threads.submit(() -> write(number, new Random(seed + number), stored)));
    }
    for (Future<?> writer : running) {
      writer.get();
    }
    threads.shutdown();
    Awaiting.until(read::size, size -> size >= stored.size());
    killed.shutdown();
    assertThat(read).extracting(JournalRecord::position).isSorted().doesNotHaveDuplicates();
    Map<String, Long> last = new HashMap<>();
    for (JournalRecord record : read) {
      assertThat(record.sequenceNumber()).as(record.persistenceId()).isEqualTo(last.getOrDefault(record.persistenceId(), 0L) + 1);
      last.put(record.persistenceId(), record.sequenceNumber());
    }
    assertThat(read.stream().map(record -> record.persistenceId() + "#" + record.sequenceNumber()))
        .containsExactlyInAnyOrderElementsOf(stored.stream().map(event -> event.persistenceId() + "#" + event.number()).toList());
  }

  /** Three entities of its own; one transaction in three is rolled back, one in ten stays open for a while. */
  private static Void write(int writer, Random random, List<Numbered> stored) throws SQLException {
    long[] next = {1, 1, 1};
    try (Connection connection = journal.database.connect()) {
      connection.setAutoCommit(false);
      for (int transaction = 0; transaction < 150; transaction++) {
        long[] after = next.clone();
        List<Numbered> events = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
          int entity = random.nextInt(3);
          events.add(new Numbered("work|" + writer + "-" + entity, after[entity]++, Story.added(Story.NOON, Priority.LOW)));
        }
        journal.insert(connection, events);
        if (random.nextInt(10) == 0) {
          LockSupport.parkNanos(random.nextInt(30_000_000));
        }
        if (random.nextInt(3) == 0) {
          connection.rollback();
        } else {
          connection.commit();
          stored.addAll(events);
          next = after;
        }
      }
    }
    return null;
  }

  private static Numbered added(String id) {
    return new Numbered("work|" + new WorkId(id), 1, Story.added(Story.NOON, Priority.LOW));
  }

  private static List<String> ids(List<JournalRecord> records) {
    return records.stream().map(JournalRecord::entityId).toList();
  }
}
