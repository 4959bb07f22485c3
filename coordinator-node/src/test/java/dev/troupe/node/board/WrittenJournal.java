package dev.troupe.node.board;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.journal.JournalDatabase;
import dev.troupe.node.journal.JournalFacts;
import dev.troupe.node.journal.Schema;
import dev.troupe.node.journal.TestPostgres;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.WorkId;
import java.io.NotSerializableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** A database of its own whose journal a test writes by hand, and an actor system on it. */
final class WrittenJournal implements AutoCloseable {
  private static final String INSERT =
      """
      INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, event_ser_id, event_ser_manifest, event_payload,
        at, action, agent_id, actor, request_id, trace_id)
      VALUES (?, ?, 'test', 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  final TestPostgres.Database database = TestPostgres.newDatabase();
  final ActorSystem<Void> system;
  final BoardSettings settings;
  private final Serialization serialization;
  private final Map<String, Long> numbers = new HashMap<>();

  /** An event under its entity's next number. */
  record Numbered(String persistenceId, long number, JournalFacts event) {}

  WrittenJournal() {
    this(Map.of());
  }

  WrittenJournal(Map<String, ?> overrides) {
    Schema.migrate(database.url(), database.user(), database.password());
    Config where = ConfigFactory.parseMap(Map.of("troupe.database.url", database.url(), "troupe.database.user", database.user()));
    Config config = ConfigFactory.parseMap(overrides).withFallback(where).withFallback(ConfigFactory.load("board-test"));
    system = ActorSystem.create(Behaviors.empty(), "board-test", config);
    settings = BoardSettings.of(config);
    serialization = SerializationExtension.get(system);
  }

  DataSource dataSource() {
    return JournalDatabase.get(system).dataSource();
  }

  synchronized Numbered next(WorkId id, JournalFacts event) {
    return next("work|" + id, event);
  }

  synchronized Numbered next(AgentId id, JournalFacts event) {
    return next("agent|" + id, event);
  }

  private synchronized Numbered next(String persistenceId, JournalFacts event) {
    return new Numbered(persistenceId, numbers.merge(persistenceId, 1L, Long::sum), event);
  }

  /** As before the first event. */
  synchronized void forget() throws SQLException {
    numbers.clear();
    execute("TRUNCATE event_journal, snapshot");
  }

  /** Each in a transaction of its own. */
  void store(WorkId id, JournalFacts... events) throws SQLException {
    try (Connection connection = dataSource().getConnection()) {
      for (JournalFacts event : events) {
        insert(connection, List.of(next(id, event)));
      }
    }
  }

  void store(AgentId id, JournalFacts... events) throws SQLException {
    try (Connection connection = dataSource().getConnection()) {
      for (JournalFacts event : events) {
        insert(connection, List.of(next(id, event)));
      }
    }
  }

  void storeKey(String id, JournalFacts... events) throws SQLException {
    try (Connection connection = dataSource().getConnection()) {
      for (JournalFacts event : events) {
        insert(connection, List.of(next("key|" + id, event)));
      }
    }
  }

  void insert(Connection connection, List<Numbered> events) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Numbered numbered : events) {
        JournalFacts event = numbered.event();
        Serializer serializer = serializer(event);
        insert.setString(1, numbered.persistenceId());
        insert.setLong(2, numbered.number());
        insert.setInt(3, serializer.identifier());
        insert.setString(4, Serializers.manifestFor(serializer, event));
        insert.setBytes(5, serializer.toBinary(event));
        insert.setObject(6, BoardQueries.utc(event.at()));
        insert.setString(7, event.action());
        insert.setString(8, event.agentId().orElse(null));
        insert.setString(9, event.actor().orElse(null));
        insert.setString(10, event.requestId().orElse(null));
        insert.setString(11, event.traceId().orElse(null));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** A snapshot of an item, after so many of its events. */
  void snapshot(WorkId id, long number, Object state) throws SQLException {
    Serializer serializer = serializer(state);
    try (Connection connection = dataSource().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot_ser_id, snapshot_ser_manifest, snapshot_payload)"
                    + " VALUES (?, ?, 0, ?, ?, ?)")) {
      insert.setString(1, "work|" + id);
      insert.setLong(2, number);
      insert.setInt(3, serializer.identifier());
      insert.setString(4, Serializers.manifestFor(serializer, state));
      insert.setBytes(5, serializer.toBinary(state));
      insert.executeUpdate();
    }
  }

  private Serializer serializer(Object stored) {
    try {
      return serialization.serializerFor(stored.getClass());
    } catch (NotSerializableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row, as text; null when there is none. */
  String ask(String sql) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  void execute(String sql) throws SQLException {
    database.execute(sql);
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(system);
  }
}
