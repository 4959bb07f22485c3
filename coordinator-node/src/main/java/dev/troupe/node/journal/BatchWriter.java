package dev.troupe.node.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that store what waits: each takes a batch, stores it in one transaction of one statement, then answers each write of it. While
 * one batch is synced to disk the next one fills, so the batch grows with the load and a lone write waits for no one. When many come, one waits a moment for more
 * ({@link WriteQueue}).
 *
 * <p>When the database finds fault with a row (a number already stored, a value it cannot hold) or undoes the transaction for another's sake
 * (deadlock), the batch is split in two and each half stored by itself, down to the one write that is at fault; its neighbours are stored. Any
 * other error (connection lost, disk full) fails the whole batch; the outcome is then unknown, as the connection may have been lost after the commit.
 */
final class BatchWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

  private final DataSource database;
  private final Runnable connectionLost;
  private final JournalSettings settings;
  private final WriteQueue queue;
  private final List<Thread> threads = new ArrayList<>();
  private volatile Fence fence = new Fence(null, () -> {});

  /** Who stores, as the list of nodes given up knows it, and who is told when it stands there. */
  private record Fence(String node, Runnable whenGivenUp) {}

  /** @param connectionLost told when a connection was lost, before anyone who waits for a write is: the others may be lost as well */
  BatchWriter(DataSource database, Runnable connectionLost, JournalSettings settings) {
    this.database = database;
    this.connectionLost = connectionLost;
    this.settings = settings;
    this.queue = new WriteQueue(settings, System::nanoTime);
    for (int i = 1; i <= settings.writers(); i++) {
      Thread thread = new Thread(this::run, "troupe-journal-writer-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Hands a write to the threads; never blocks and never throws: a full queue fails the write. */
  void store(PendingWrite write) {
    try {
      queue.offer(write);
    } catch (JournalQueueFull | JournalClosed refused) {
      write.fail(refused);
    }
  }

  void storesAs(String node, Runnable whenGivenUp) {
    fence = new Fence(node, whenGivenUp);
  }

  int waiting() {
    return queue.size();
  }

  private void run() {
    for (List<PendingWrite> batch = queue.takeBatch(); !batch.isEmpty(); batch = queue.takeBatch()) {
      try {
        store(batch);
      } catch (Throwable unexpected) {
        // The thread must outlive a bug: without it every later write would wait for ever.
        log.error("Storing a batch of {} writes failed unexpectedly", batch.size(), unexpected);
        batch.forEach(write -> write.fail(unexpected));
      }
    }
  }

  private void store(List<PendingWrite> batch) {
    long begun = System.nanoTime();
    List<PendingWrite> stored = batch;
    try (Connection connection = database.getConnection()) {
      if (mayHoldWhatIsThere(batch)) {
        stored = EventInsert.runWhatIsNew(connection, batch, fence.node());
      } else {
        EventInsert.run(connection, batch, fence.node());
      }
    } catch (NodeGivenUp end) {
      JournalMeter.failed(batch, true);
      batch.forEach(write -> write.fail(end));
      fence.whenGivenUp().run();
      return;
    } catch (SQLException e) {
      if (batch.size() > 1 && mayLieWithOneWrite(e)) {
        int half = batch.size() / 2;
        store(batch.subList(0, half));
        store(batch.subList(half, batch.size()));
      } else {
        if (StoredEntities.connectionIsLost(e)) {
          connectionLost.run();
        }
        JournalMeter.failed(batch, isDuplicate(e));
        batch.forEach(write -> write.fail(isDuplicate(e) ? new DuplicateSequenceNumber(write, e) : e));
      }
      return;
    }
    if (!stored.isEmpty()) {
      JournalMeter.stored(stored, begun);
    }
    stored.forEach(PendingWrite::succeed);
    if (stored.size() < batch.size()) {
      failWhatIsThere(batch, stored);
    }
  }

  /** Births meet what is there in the usual course of things, as when a client adds a thousand items again: that is no reason to split the batch. */
  private static boolean mayHoldWhatIsThere(List<PendingWrite> batch) {
    return batch.stream().anyMatch(PendingWrite::isBirth) && batch.stream().allMatch(write -> write.rows().size() == 1);
  }

  private static void failWhatIsThere(List<PendingWrite> batch, List<PendingWrite> stored) {
    Set<PendingWrite> done = Collections.newSetFromMap(new IdentityHashMap<>());
    done.addAll(stored);
    List<PendingWrite> there = batch.stream().filter(write -> !done.contains(write)).toList();
    List<PendingWrite> fenced = there.stream().filter(write -> !write.isBirth()).toList();
    if (!fenced.isEmpty()) {
      JournalMeter.failed(fenced, true);
    }
    there.forEach(write -> write.fail(new DuplicateSequenceNumber(write, null)));
  }

  /** SQL states by class: 22 data exception, 23 constraint violated, 40 rolled back for another transaction, 54 limit exceeded. All surely undone. */
  private static boolean mayLieWithOneWrite(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return state.startsWith("22") || state.startsWith("23") || state.equals("40001") || state.equals("40P01") || state.startsWith("54");
  }

  private static boolean isDuplicate(SQLException e) {
    return "23505".equals(e.getSQLState());
  }

  /** Lets the threads store what waits, for at most the close timeout; what is left then fails with {@link JournalClosed}. */
  @Override
  public void close() {
    queue.close();
    long deadline = System.nanoTime() + settings.closeTimeout().toNanos();
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        // join(0) would wait for ever.
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
        break;
      }
    }
    queue.drain().forEach(write -> write.fail(new JournalClosed()));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
