package dev.troupe.node.journal;

import akka.actor.ActorSystem;
import akka.dispatch.Futures;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.AkkaSerialization;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.DefaultJournalDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * Writes events in large batches together with what an auditor will ask for, and looks for highest sequence numbers and reads short
 * histories in batches; replays long ones and deletes as akka-persistence-jdbc does.
 *
 * <p>The answers mean what they mean there. A <em>rejected</em> atomic write (a {@link Failure} in the answer) was not stored because of the event
 * itself: it cannot be serialized, or {@link EventRefused}; its neighbours are stored. A <em>failed</em> future means that none of the writes of
 * this call is known to be stored: {@link DuplicateSequenceNumber}, {@link JournalQueueFull}, {@link JournalClosed} (surely not stored) or an
 * {@link java.sql.SQLException} (unknown if the connection was lost); the entity then stops and replays. Stricter than stock in one respect: a
 * duplicate fails only the call it is in, not other entities' writes that happened to share the batch.
 *
 * <p>Tags are refused: there is no table for them. Created by the journal plugin, once per start of the plugin's actor.
 */
public final class BatchingJournalDao extends DefaultJournalDao {
  private final Serialization serialization;
  private final EventRows events;
  private final BatchWriter writer;
  private final StoredEntities stored;

  /** The signature akka-persistence-jdbc looks for. */
  public BatchingJournalDao(
      JdbcBackend.DatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext executor,
      Materializer materializer) {
    super(database, profile, config, serialization, executor, materializer);
    ActorSystem system = serialization.system();
    this.serialization = serialization;
    this.events = new EventRows(serialization);
    this.writer = JournalDatabase.get(system).writer();
    this.stored = JournalDatabase.get(system).stored();
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
    List<JournalRow> rows = new ArrayList<>();
    List<Try<BoxedUnit>> outcomes = new ArrayList<>();
    boolean rejected = false;
    for (AtomicWrite write : CollectionConverters.asJava(messages)) {
      try {
        rows.addAll(CollectionConverters.asJava(write.payload()).stream().map(events::of).toList());
        outcomes.add(new Success<>(BoxedUnit.UNIT));
      } catch (Exception cause) {
        rejected = true;
        outcomes.add(new Failure<>(cause));
      }
    }
    // Akka takes an empty answer for "all accepted".
    Seq<Try<BoxedUnit>> answer = immutable(rejected ? outcomes : List.of());
    if (rows.isEmpty()) {
      return Futures.successful(answer);
    }
    Promise<Seq<Try<BoxedUnit>>> promise = Futures.promise();
    writer.store(new PendingWrite(rows, false, failure -> tell(promise, answer, rows.get(0).persistenceId(), failure)));
    return promise.future();
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long fromSequenceNr) {
    return FutureConverters.asScala(stored.highestSequenceNumber(persistenceId).thenApply(Object.class::cast));
  }

  /** Hands each event to the callback, in order. Fails as a replay by akka-persistence-jdbc does: when one cannot be read, or the callback refuses it. */
  Future<BoxedUnit> replayFew(StoredEntities.Part part, Function1<PersistentRepr, BoxedUnit> callback) {
    return FutureConverters.asScala(
        stored
            .events(part)
            .thenApply(
                rows -> {
                  rows.forEach(row -> callback.apply(AkkaSerialization.fromRow(serialization, row).get()._1()));
                  return BoxedUnit.UNIT;
                }));
  }

  private static <T> Seq<T> immutable(List<T> list) {
    return CollectionConverters.asScala(list).toList();
  }

  /** An entity that comes back at once must know of what was written, so that is seen to before anyone is told. */
  private void tell(Promise<Seq<Try<BoxedUnit>>> promise, Seq<Try<BoxedUnit>> answer, String persistenceId, Optional<Throwable> failure) {
    stored.written(persistenceId);
    failure.ifPresentOrElse(promise::tryFailure, () -> promise.trySuccess(answer));
  }
}
