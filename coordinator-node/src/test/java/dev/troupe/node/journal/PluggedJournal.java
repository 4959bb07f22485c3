package dev.troupe.node.journal;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.persistence.AtomicWrite;
import akka.persistence.JournalProtocol;
import akka.persistence.Persistence;
import akka.persistence.PersistentEnvelope;
import akka.persistence.PersistentRepr;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import scala.jdk.javaapi.CollectionConverters;

/** The journal plugin with one of the two DAOs, on a database of its own, spoken to as a persistent actor does. */
final class PluggedJournal implements AutoCloseable {
  /** Which code writes; both read alike. */
  enum Dao { STOCK, OURS }

  /** What became of one event of a write. */
  record Outcome(String kind, Throwable cause) {
    static final String STORED = "stored";
    static final String REJECTED = "rejected";
    static final String FAILED = "failed";
  }

  /** A write whose answer has not been looked at. */
  record Receipt(TestKit probe, int events) {
    List<Outcome> outcomes() {
      Object first = probe.expectMsgAnyClassOf(Duration.ofSeconds(20),
          JournalProtocol.WriteMessagesFailed.class, JournalProtocol.WriteMessagesSuccessful$.class);
      List<Outcome> outcomes = new ArrayList<>();
      for (int i = 0; i < events; i++) {
        outcomes.add(outcome(probe.receiveOne(Duration.ofSeconds(5))));
      }
      if (first instanceof JournalProtocol.WriteMessagesFailed) {
        org.assertj.core.api.Assertions.assertThat(outcomes).extracting(Outcome::kind).containsOnly(Outcome.FAILED);
      }
      return outcomes;
    }

    private static Outcome outcome(Object message) {
      if (message instanceof JournalProtocol.WriteMessageSuccess) {
        return new Outcome(Outcome.STORED, null);
      } else if (message instanceof JournalProtocol.WriteMessageRejected rejected) {
        return new Outcome(Outcome.REJECTED, rejected.cause());
      } else if (message instanceof JournalProtocol.WriteMessageFailure failure) {
        return new Outcome(Outcome.FAILED, failure.cause());
      }
      throw new AssertionError("Expected the outcome of a write, but got " + message);
    }
  }

  record Replay(List<PersistentRepr> events, long highest) {
    List<Object> payloads() {
      return events.stream().map(PersistentRepr::payload).map(Object.class::cast).toList();
    }

    List<Long> numbers() {
      return events.stream().map(PersistentRepr::sequenceNr).toList();
    }
  }

  final TestPostgres.Database database = TestPostgres.newDatabase();
  final ActorSystem system;
  private final ActorRef journal;

  PluggedJournal(Dao dao, Map<String, ?> settings) {
    if (dao == Dao.OURS) {
      Schema.migrate(database.url(), database.user(), database.password());
    } else {
      createStockSchema(database);
    }
    system = ActorSystem.create("journal-test", config(dao, database, settings));
    journal = Persistence.get(system).journalFor("", ConfigFactory.empty());
  }

  static Config config(Dao dao, TestPostgres.Database database, Map<String, ?> settings) {
    Map<String, String> where = Map.of(
        "troupe.database.url", database.url(),
        "troupe.database.user", database.user(),
        "jdbc-journal.dao", (dao == Dao.OURS ? BatchingJournalDao.class : akka.persistence.jdbc.journal.dao.DefaultJournalDao.class)
            .getName());
    return ConfigFactory.parseMap(settings).withFallback(ConfigFactory.parseMap(where)).withFallback(ConfigFactory.load("journal-test"));
  }

  static void createStockSchema(TestPostgres.Database database) {
    try (InputStream in = PluggedJournal.class.getResourceAsStream("/schema/postgres/postgres-create-schema.sql")) {
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      database.execute(sql.substring(0, sql.indexOf("CREATE TABLE IF NOT EXISTS public.durable_state")));
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static PersistentRepr event(String id, long number, Object payload) {
    return PersistentRepr.apply(payload, number, id, "", false, ActorRef.noSender(), "writer-1");
  }

  static AtomicWrite atomic(PersistentRepr... events) {
    return AtomicWrite.apply(CollectionConverters.asScala(Arrays.asList(events)).toList());
  }

  Receipt store(AtomicWrite... writes) {
    TestKit probe = new TestKit(system);
    List<PersistentEnvelope> envelopes = List.of(writes);
    journal.tell(new JournalProtocol.WriteMessages(CollectionConverters.asScala(envelopes).toList(), probe.getRef(), 1), probe.getRef());
    return new Receipt(probe, Arrays.stream(writes).mapToInt(AtomicWrite::size).sum());
  }

  /** Stores one event per note, from the given number, each as an atomic write of its own and in one call. */
  List<Outcome> storeNotes(String id, long from, String... notes) {
    AtomicWrite[] writes = new AtomicWrite[notes.length];
    for (int i = 0; i < notes.length; i++) {
      writes[i] = atomic(event(id, from + i, Happened.Noted.of(notes[i])));
    }
    return store(writes).outcomes();
  }

  Replay replay(String id) {
    return replay(id, 1, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  Replay replay(String id, long from, long to, long max) {
    TestKit probe = new TestKit(system);
    journal.tell(new JournalProtocol.ReplayMessages(from, to, max, id, probe.getRef()), probe.getRef());
    List<PersistentRepr> events = new ArrayList<>();
    while (true) {
      Object message = probe.receiveOne(Duration.ofSeconds(20));
      if (message instanceof JournalProtocol.ReplayedMessage replayed) {
        events.add(replayed.persistent());
      } else if (message instanceof JournalProtocol.RecoverySuccess success) {
        return new Replay(events, success.highestSequenceNr());
      } else {
        throw new AssertionError("Expected a replayed event, but got " + message);
      }
    }
  }

  void deleteTo(String id, long number) {
    TestKit probe = new TestKit(system);
    journal.tell(new JournalProtocol.DeleteMessagesTo(id, number, probe.getRef()), probe.getRef());
    probe.expectMsgClass(Duration.ofSeconds(20), akka.persistence.DeleteMessagesSuccess.class);
  }

  /** The first column of the first row, as text. */
  String ask(String sql) throws SQLException {
    try (Connection connection = database.connect(); Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  /** Holds all writers back until it is closed: the writes that come meanwhile wait, and are then taken in one batch. */
  Block blockWrites() throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE event_journal IN EXCLUSIVE MODE");
    }
    return new Block(connection);
  }

  final class Block implements AutoCloseable {
    private final Connection connection;

    private Block(Connection connection) {
      this.connection = connection;
    }

    /** Returns once so many statements wait for the lock. */
    void awaitBlockedWriters(int count) throws SQLException {
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
          .equals(String.valueOf(count))) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("Expected " + count + " writers that wait for the lock, but there are fewer.");
        }
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() throws SQLException {
      connection.commit();
      connection.close();
    }
  }

  @Override
  public void close() {
    TestKit.shutdownActorSystem(system);
  }
}
