package dev.troupe.node.journal;

import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.actor.ExtensionIdProvider;
import akka.persistence.jdbc.config.SnapshotConfig;
import akka.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import akka.persistence.jdbc.snapshot.dao.SnapshotDao;
import akka.serialization.SerializationExtension;
import akka.stream.SystemMaterializer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import scala.Option;
import slick.jdbc.JdbcBackend;
import slick.jdbc.PostgresProfile$;
import slick.jdbc.JdbcBackend$;
import slick.util.AsyncExecutor;
import slick.util.AsyncExecutor$;

/**
 * The node's connections, and what stands on them: Slick for replays and snapshots, the writers of the journal, and in a pool of its own the look for
 * what is stored at all. A pool holds as
 * many connections as all may use at once, so none starves another. They belong to the actor system, not to the plugin's actor, which may
 * be restarted, and close when the system has ended. Opening them does not wait for the database.
 */
public final class JournalDatabase implements Extension {
  /** So that the pool's own pauses, which double from 10 ms, stay short for minutes. */
  private static final Duration OUTAGE_THAT_IS_ONE_FAILURE = Duration.ofSeconds(20);

  /**
   * Entities are looked up by the same few statements with lists of ids. By itself the planner plans these anew for each list, which took four fifths of their time, and keeps
   * a plan without indexes made while the tables were empty.
   */
  private static final String LOOKED_UP_BY_INDEX = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off";

  private final HikariDataSource pool;
  private final HikariDataSource lookups;
  private final JdbcBackend.DatabaseDef slick;
  private final BatchWriter writer;
  private final StoredEntities stored;
  private final EntityJournal entities;

  private JournalDatabase(ExtendedActorSystem system) {
    DatabaseSettings database = DatabaseSettings.of(system.settings().config());
    JournalSettings journal = JournalSettings.of(system.settings().config());
    pool = new HikariDataSource(poolConfig(system.name(), "journal", database, database.readers() + journal.writers(), journal.writers()));
    HikariConfig own = poolConfig(system.name(), "entities", database, StoredEntities.CONNECTIONS, StoredEntities.CONNECTIONS);
    own.setConnectionInitSql(LOOKED_UP_BY_INDEX);
    lookups = new HikariDataSource(own);
    slick = slick(database);
    writer = new BatchWriter(pool, this::forgetConnections, journal);
    stored = new StoredEntities(lookups, database.readQueueSize());
    entities = new EntityJournal(new EventRows(SerializationExtension.get(system)), writer, stored, snapshots(system, slick));
    system.registerOnTermination(this::close);
  }

  /** The instance of this system, opened at the first call. */
  public static JournalDatabase get(ClassicActorSystemProvider system) {
    return Id.INSTANCE.get(system);
  }

  /** The journal without Akka's plugin in between. */
  public EntityJournal entities() {
    return entities;
  }

  /** The pool, for short transactions of other readers; one that writes and stays open holds the readers of the journal back (V1__journal.sql). */
  public DataSource dataSource() {
    return pool;
  }

  /**
   * Asks the server for a sign of life. Blocks, for {@code patience} (whole seconds) and the time it takes to get a connection.
   *
   * @return why there is none; empty when it answers
   */
  public Optional<String> silence(Duration patience) {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid((int) patience.toSeconds()) ? Optional.empty() : Optional.of("The database does not answer.");
    } catch (SQLException away) {
      return Optional.of("The database cannot be reached: " + away.getMessage());
    }
  }

  /**
   * From now on events are stored only while that node is not among those given up ({@code cluster_downed}): whoever takes over from it need not fear it.
   *
   * @param whenGivenUp told each time that something was not stored for that
   */
  public void storesAs(String node, Runnable whenGivenUp) {
    writer.storesAs(node, whenGivenUp);
  }

  /** Writes that wait for a writer, for a metric; at most {@code troupe.journal.queue-size}. */
  public int waitingWrites() {
    return writer.waiting();
  }

  /** The connections at this moment. */
  public Pool pool() {
    return now(pool).and(now(lookups));
  }

  private static Pool now(HikariDataSource pool) {
    HikariPoolMXBean now = pool.getHikariPoolMXBean();
    return now == null
        ? new Pool(0, 0, 0, pool.getMaximumPoolSize())
        : new Pool(now.getActiveConnections(), now.getIdleConnections(), now.getThreadsAwaitingConnection(), pool.getMaximumPoolSize());
  }

  /**
   * How connections are used.
   *
   * @param waiting threads that wait for a connection
   * @param most connections it may open
   */
  public record Pool(int active, int idle, int waiting, int most) {
    private Pool and(Pool other) {
      return new Pool(active + other.active, idle + other.idle, waiting + other.waiting, most + other.most);
    }
  }

  JdbcBackend.DatabaseDef slick() {
    return slick;
  }

  BatchWriter writer() {
    return writer;
  }

  StoredEntities stored() {
    return stored;
  }

  /** What cut one connection, such as a restart of the server, mostly cut all; the pool would hand out one that was used just before without a look. */
  private void forgetConnections() {
    HikariPoolMXBean now = pool.getHikariPoolMXBean();
    if (now != null) {
      now.softEvictConnections();
    }
  }

  private void close() {
    writer.close();
    stored.close();
    slick.close();
    lookups.close();
    pool.close();
  }

  private static HikariConfig poolConfig(String name, String use, DatabaseSettings database, int most, int idle) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name + "-" + use);
    config.setDataSource(new PatientDataSource(postgres(name, database), OUTAGE_THAT_IS_ONE_FAILURE));
    config.setMaximumPoolSize(most);
    config.setMinimumIdle(idle);
    config.setConnectionTimeout(database.connectionTimeout().toMillis());
    // A node may start before its database: the first write fails then, not the node.
    config.setInitializationFailTimeout(-1);
    return config;
  }

  private static DataSource postgres(String name, DatabaseSettings database) {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setUrl(database.url());
    postgres.setUser(database.user());
    postgres.setPassword(database.password());
    postgres.setApplicationName(name);
    postgres.setTcpKeepAlive(true);
    postgres.setSocketTimeout((int) database.socketTimeout().toSeconds());
    return postgres;
  }

  private JdbcBackend.DatabaseDef slick(DatabaseSettings settings) {
    int threads = settings.readers();
    AsyncExecutor executor = AsyncExecutor$.MODULE$.apply("troupe-database", threads, threads, settings.readQueueSize(), threads);
    return JdbcBackend$.MODULE$.Database().forDataSource(pool, Option.apply(threads), executor, false);
  }

  private static SnapshotDao snapshots(ActorSystem system, JdbcBackend.DatabaseDef slick) {
    SnapshotConfig config = new SnapshotConfig(system.settings().config().getConfig("jdbc-snapshot-store"));
    return new DefaultSnapshotDao(
        slick, PostgresProfile$.MODULE$, config, SerializationExtension.get(system), system.dispatcher(), SystemMaterializer.get(system).materializer());
  }

  private static final class Id extends AbstractExtensionId<JournalDatabase> implements ExtensionIdProvider {
    static final Id INSTANCE = new Id();

    @Override
    public JournalDatabase createExtension(ExtendedActorSystem system) {
      return new JournalDatabase(system);
    }

    @Override
    public Id lookup() {
      return INSTANCE;
    }
  }
}
