package dev.troupe.node.journal;

import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.journal.JdbcAsyncWriteJournal;
import com.typesafe.config.Config;
import scala.Function1;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;

/**
 * The journal's plugin as akka-persistence-jdbc has it, but for replays: short histories of many entities are read together, without a stream for each, and
 * every history is held to {@link WriterOrder} on the way, which stands for Akka's replay filter and its actor for each recovery.
 */
public final class BatchingJournal extends JdbcAsyncWriteJournal {
  /** The signature Akka Persistence looks for. */
  public BatchingJournal(Config config) {
    super(config);
  }

  @Override
  public Future<BoxedUnit> asyncReplayMessages(
      String persistenceId, long first, long last, long max, Function1<PersistentRepr, BoxedUnit> callback) {
    WriterOrder order = new WriterOrder(persistenceId);
    Function1<PersistentRepr, BoxedUnit> checked =
        event -> {
          order.check(event.writerUuid(), event.sequenceNr());
          return callback.apply(event);
        };
    boolean few = last - first < Math.min(StoredEntities.FEW, max);
    return few && journalDao() instanceof BatchingJournalDao ours
        ? ours.replayFew(new StoredEntities.Part(persistenceId, first, last), checked)
        : super.asyncReplayMessages(persistenceId, first, last, max, checked);
  }
}
