package dev.troupe.node.journal;

import akka.persistence.SnapshotMetadata;
import akka.persistence.jdbc.config.SnapshotConfig;
import akka.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import java.util.concurrent.CompletableFuture;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/** Snapshots as akka-persistence-jdbc keeps them; only whether an entity has one is asked together for many ({@link StoredEntities}). */
public final class BatchingSnapshotDao extends DefaultSnapshotDao {
  private final StoredEntities stored;

  /** The signature akka-persistence-jdbc looks for. */
  public BatchingSnapshotDao(
      JdbcBackend.DatabaseDef database,
      JdbcProfile profile,
      SnapshotConfig config,
      Serialization serialization,
      ExecutionContext executor,
      Materializer materializer) {
    super(database, profile, config, serialization, executor, materializer);
    this.stored = JournalDatabase.get(serialization.system()).stored();
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
    return FutureConverters.asScala(
        stored
            .hasSnapshot(persistenceId)
            .thenCompose(
                has ->
                    has
                        ? FutureConverters.asJava(super.latestSnapshot(persistenceId))
                        : CompletableFuture.completedFuture(Option.<Tuple2<SnapshotMetadata, Object>>empty())));
  }
}
