package dev.troupe.node.journal;

import akka.persistence.SnapshotMetadata;
import akka.persistence.jdbc.journal.dao.JournalTables.JournalAkkaSerializationRow;
import akka.persistence.jdbc.snapshot.dao.SnapshotDao;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import scala.Tuple2;
import scala.jdk.javaapi.FutureConverters;

/**
 * The journal as an entity uses it that comes and goes by the thousand: what it has stored, and a place for what it stores next, without the actors that Akka
 * Persistence puts in between. The same table, the same writers, the same rules: an event is answered for when it is on disk; a number that is taken is
 * refused ({@link DuplicateSequenceNumber}); a history in which writers alternate is refused. Never blocks. Safe from every thread.
 */
public final class EntityJournal {
  private final EventRows rows;
  private final BatchWriter writer;
  private final StoredEntities stored;
  private final SnapshotDao snapshots;

  EntityJournal(EventRows rows, BatchWriter writer, StoredEntities stored, SnapshotDao snapshots) {
    this.rows = rows;
    this.writer = writer;
    this.stored = stored;
    this.snapshots = snapshots;
  }

  /**
   * What is stored of one entity.
   *
   * @param snapshot the state after the events up to some number, if one was taken
   * @param events those after it, in order
   * @param newest the number of the last event, 0 when there is none
   */
  public record Past(Optional<Object> snapshot, List<Object> events, long newest) {}

  /** Of one event that an entity wants stored. */
  public record Next(String persistenceId, long sequenceNumber, String writer, JournalFacts event) {}

  /** Fails when the database does, or when what is stored cannot be read. */
  public CompletionStage<Past> past(String persistenceId) {
    return stored
        .beginning(persistenceId)
        .thenCompose(beginning -> beginning.hasSnapshot() ? fromSnapshot(persistenceId, beginning) : after(persistenceId, Optional.empty(), 0, beginning));
  }

  /**
   * Stores an event.
   *
   * @param ended told once, perhaps before this returns and from another thread: empty when the event is on disk; {@link DuplicateSequenceNumber}, {@link EventRefused},
   *     {@link JournalQueueFull} or {@link JournalClosed} when it surely is not, else it may be
   */
  public void store(Next next, Consumer<Optional<Throwable>> ended) {
    store(next, false, ended);
  }

  /** Likewise, of the first event of an entity of which nobody has looked whether it is there: {@link DuplicateSequenceNumber} says that it is, at no cost for others. */
  public void storeBirth(Next next, Consumer<Optional<Throwable>> ended) {
    store(next, true, ended);
  }

  private void store(Next next, boolean isBirth, Consumer<Optional<Throwable>> ended) {
    JournalRow row;
    try {
      row = rows.of(next.persistenceId(), next.sequenceNumber(), next.writer(), next.event());
    } catch (RuntimeException refused) {
      ended.accept(Optional.of(refused));
      return;
    }
    writer.store(new PendingWrite(List.of(row), isBirth, ended));
  }

  /** Stores the state after an event, and forgets the snapshots before it. */
  public CompletionStage<Void> saveSnapshot(String persistenceId, long sequenceNumber, Object state) {
    return FutureConverters.asJava(snapshots.save(new SnapshotMetadata(persistenceId, sequenceNumber, System.currentTimeMillis()), state))
        .thenCompose(saved -> FutureConverters.asJava(snapshots.deleteUpToMaxSequenceNr(persistenceId, sequenceNumber - 1)))
        .thenApply(deleted -> null);
  }

  private CompletionStage<Past> fromSnapshot(String persistenceId, StoredEntities.Beginning beginning) {
    return FutureConverters.asJava(snapshots.latestSnapshot(persistenceId))
        .thenCompose(found -> found.isEmpty() ? after(persistenceId, Optional.empty(), 0, beginning) : after(persistenceId, found.get(), beginning));
  }

  private CompletionStage<Past> after(String persistenceId, Tuple2<SnapshotMetadata, Object> snapshot, StoredEntities.Beginning beginning) {
    return after(persistenceId, Optional.of(snapshot._2()), snapshot._1().sequenceNr(), beginning);
  }

  private CompletionStage<Past> after(String persistenceId, Optional<Object> snapshot, long number, StoredEntities.Beginning beginning) {
    Reading reading = new Reading(persistenceId, number, beginning.newest());
    if (number == 0) {
      reading.take(beginning.events());
    }
    return rest(reading).thenApply(all -> new Past(snapshot, all.events, all.newest));
  }

  private CompletionStage<Reading> rest(Reading reading) {
    return reading.isDone()
        ? CompletableFuture.completedFuture(reading)
        : stored
            .read(reading.nextPart())
            .thenCompose(
                found -> {
                  reading.take(found);
                  return rest(reading);
                });
  }

  /** A history as it is read, part by part. */
  private final class Reading {
    final List<Object> events = new ArrayList<>();
    final long newest;
    private final String persistenceId;
    private final WriterOrder order;
    private long number;

    Reading(String persistenceId, long number, long newest) {
      this.persistenceId = persistenceId;
      this.number = number;
      this.newest = newest;
      this.order = new WriterOrder(persistenceId);
    }

    boolean isDone() {
      return number >= newest;
    }

    StoredEntities.Part nextPart() {
      return new StoredEntities.Part(persistenceId, number + 1, Math.min(newest, number + StoredEntities.FEW));
    }

    void take(List<JournalAkkaSerializationRow> found) {
      long before = number;
      for (JournalAkkaSerializationRow row : found) {
        if (row.sequenceNumber() > newest) {
          break;
        }
        if (row.sequenceNumber() != number + 1) {
          throw new IllegalStateException("Expected event " + (number + 1) + " of " + persistenceId + ", but " + row.sequenceNumber() + " comes next.");
        }
        order.check(row.writer(), row.sequenceNumber());
        events.add(rows.event(row));
        number = row.sequenceNumber();
      }
      if (number == before && !isDone()) {
        throw new IllegalStateException("Expected event " + (number + 1) + " of " + persistenceId + ", but it is not there.");
      }
    }
  }
}
