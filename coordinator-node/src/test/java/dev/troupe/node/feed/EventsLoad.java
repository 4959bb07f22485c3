package dev.troupe.node.feed;

import dev.troupe.node.feed.StoredJournal.Stored;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the stream of events: one node and its database, so many readers in a process of their own, so many changes a second, each in a transaction of
 * its own. Prints the readers' lag (from the deciding clock to the reader) and this process's heap.
 *
 * <p>{@code java -cp <test classpath> dev.troupe.node.feed.EventsLoad [readers=1000] [changes a second=200] [seconds=30]}
 */
final class EventsLoad {
  private static final int WARM_UP_SECONDS = 10;
  private static final int WRITERS = 4;

  private EventsLoad() {}

  public static void main(String[] args) throws Exception {
    int readers = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int perSecond = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 30;
    try (StoredJournal journal = new StoredJournal()) {
      journal.join("\"coordinator\", \"gateway\"", "");
      long idle = heapAfterCollection();
      Process listening = listen(journal.ports.get(0), readers, seconds);
      ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
      List<Future<Long>> writing = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        String name = "w-" + i + "-";
        writing.add(writers.submit(() -> write(journal, name, perSecond / WRITERS, WARM_UP_SECONDS + seconds, listening)));
      }
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS + 3));
      long loaded = heapAfterCollection();
      long changes = 0;
      for (Future<Long> each : writing) {
        changes += each.get();
      }
      writers.shutdown();
      if (!listening.waitFor(60, TimeUnit.SECONDS)) {
        listening.destroy();
      }
      System.out.printf(
          "changes stored %d; heap after a collection: %d MiB idle, %d MiB with readers; most used %d MiB%n",
          changes, idle >> 20, loaded >> 20, mostUsed() >> 20);
    }
    System.exit(0);
  }

  private static Process listen(int port, int readers, int seconds) throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
            ManagementFactory.getRuntimeMXBean().getSystemProperties().get("java.home") + File.separator + "bin" + File.separator + "java",
            "-Xmx256m", "-cp", System.getProperty("java.class.path"), "dev.troupe.node.feed.EventsLoadReaders",
            "" + port, "" + readers, "" + WARM_UP_SECONDS, "" + seconds);
    return command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Begins at once; the readers count from when all of them have come. Ends with the time, or with the readers. */
  private static long write(StoredJournal journal, String name, int perSecond, int seconds, Process readers) throws Exception {
    long step = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long begun = System.nanoTime();
    long changes = 0;
    String note = "x".repeat(200);
    try (Connection connection = journal.database.connect()) {
      while (readers.isAlive() && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(seconds + 20)) {
        long due = begun + changes * step;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        long item = changes % 100;
        long version = changes / 100 + 1;
        Stored event = Stored.work(name + item, version, Instant.now());
        String json = event.json().replace("\"percent\":5", "\"percent\":5,\"note\":\"" + note + "\"");
        StoredJournal.insert(connection, List.of(new Stored(event.persistenceId(), version, event.action(), event.at(), json)));
        changes++;
      }
    }
    return changes;
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long mostUsed() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
