package dev.troupe.load;

import dev.troupe.cli.client.Agent;
import dev.troupe.cli.client.BatchResult;
import dev.troupe.cli.client.Claim;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.client.TroupeClient;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.load.fleet.Latencies;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Agents that each add an item, claim the next one and complete it, over and over, and the time from adding to a waiting agent's hands. */
final class BenchRun {

  private static final Duration POLL = Duration.ofSeconds(5);

  private final LocalCluster cluster;
  private final List<URI> urls;
  private final TroupeClient.Settings settings = TroupeClient.Settings.defaults();
  private final String run = Long.toString(System.currentTimeMillis(), 36);

  BenchRun(LocalCluster cluster) {
    this.cluster = cluster;
    this.urls = cluster.urls();
  }

  /**
   * @param itemsPerSecond items brought through all three calls within the measured time
   * @param addMs of one call, whatever its number of items; likewise the other two
   * @param failures agents' rounds that ended in a refusal
   * @param cpuMs processor time for each of these items
   * @param transactions of PostgreSQL for each of these items, reads too
   */
  record Throughput(double itemsPerSecond, Latencies.Summary addMs, Latencies.Summary claimMs, Latencies.Summary completeMs, int failures,
    CpuTime.PerItem cpuMs, double transactions) {
  }

  /** How long the calls of one kind each took, and how many items came through all of them. */
  private static final class Tally {
    final Latencies adds = new Latencies();
    final Latencies claims = new Latencies();
    final Latencies completions = new Latencies();
    final LongAdder items = new LongAdder();
    final AtomicInteger failures = new AtomicInteger();
    final long from;
    final long end;

    Tally(int warmUpSeconds, int seconds) {
      from = System.nanoTime() + warmUpSeconds * 1_000_000_000L;
      end = from + seconds * 1_000_000_000L;
    }

    void round(int done, long began, long added, long held, long completed) {
      if (began >= from && completed <= end) {
        adds.record(Duration.ofNanos(added - began));
        claims.record(Duration.ofNanos(held - added));
        completions.record(Duration.ofNanos(completed - held));
        items.add(done);
      }
    }
  }

  /** @param batch items of each call; 1: by the calls for one item */
  Throughput throughput(int agents, int batch, int warmUpSeconds, int seconds)
    throws InterruptedException, SQLException, IOException {
    for (int number = 0; number < agents; number++) {
      client(number).register(agent(number), new Agent.Registration(null, null, Math.max(10, batch), null, null)).join();
    }
    Tally tally = new Tally(warmUpSeconds, seconds);
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < agents; number++) {
      int mine = number;
      Thread thread = new Thread(() -> work(mine, batch, tally), "bench-agent");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    TimeUnit.NANOSECONDS.sleep(tally.from - System.nanoTime());
    CpuTime before = CpuTime.now(cluster);
    long transactionsBefore = transactions();
    for (Thread thread : threads) {
      thread.join();
    }
    CpuTime.PerItem cpu = CpuTime.now(cluster).since(before).per(tally.items.sum());
    double transactions = (transactions() - transactionsBefore) / (double) Math.max(1, tally.items.sum());
    return new Throughput(tally.items.sum() / (double) seconds, tally.adds.summary(), tally.claims.summary(), tally.completions.summary(),
      tally.failures.get(), cpu, transactions);
  }

  private void work(int number, int batch, Tally tally) {
    TroupeClient client = client(number);
    for (int round = 0; System.nanoTime() < tally.end; round++) {
      String work = "bench-" + run + "-" + batch + "-" + number + "-" + round;
      try {
        if (batch == 1) {
          oneItem(client, agent(number), work, tally);
        } else {
          oneBatch(client, agent(number), work, batch, tally);
        }
      } catch (CompletionException refused) {
        tally.failures.incrementAndGet();
      }
    }
  }

  /** From sending the add until the waiting agent has its claim, each time with one agent waiting. */
  Latencies.Summary handOver(int items) {
    String waiter = "waiter-" + run;
    client(0).register(waiter, new Agent.Registration("handover-" + run, null, 1, null, null)).join();
    Latencies latencies = new Latencies();
    for (int number = 0; number < items; number++) {
      CompletableFuture<List<Claim>> waiting = client(0).claimNext(waiter, 1, Duration.ofSeconds(30), List.of());
      awaitThatItWaits(waiting);
      long added = System.nanoTime();
      client(1).add(NewWork.of("handover-" + run + "-" + number, "bench", "Hand-over").withTeam("handover-" + run));
      Claim claim = waiting.join().get(0);
      latencies.record(Duration.ofNanos(System.nanoTime() - added));
      client(0).complete(claim.work().id(), waiter, claim.leaseToken(), null).join();
    }
    return latencies.summary();
  }

  /** A request on loopback is in the dispatcher's hands long before this has passed; nothing outside tells that it is. */
  private static void awaitThatItWaits(CompletableFuture<List<Claim>> waiting) {
    try {
      Thread.sleep(30);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      waiting.cancel(true);
    }
  }

  private static void oneItem(TroupeClient client, String agent, String workId, Tally tally) {
    long began = System.nanoTime();
    client.add(NewWork.of(workId, "bench", "Benchmark")).join();
    long added = System.nanoTime();
    List<Claim> claimed = client.claimNext(agent, 1, POLL, List.of()).join();
    long held = System.nanoTime();
    for (Claim claim : claimed) {
      client.complete(claim.work().id(), agent, claim.leaseToken(), null).join();
      tally.round(1, began, added, held, System.nanoTime());
    }
  }

  private static void oneBatch(TroupeClient client, String agent, String workId, int batch, Tally tally) {
    List<NewWork> items = IntStream.range(0, batch).mapToObj(i -> NewWork.of(workId + "-" + i, "bench", "Benchmark")).toList();
    long began = System.nanoTime();
    int refused = refused(client.addBatch(items).join());
    long added = System.nanoTime();
    List<Claim> claimed = client.claimNext(agent, batch, POLL, List.of()).join();
    long held = System.nanoTime();
    if (!claimed.isEmpty()) {
      refused += refused(client.completeBatch(claimed.stream().map(claim -> completion(claim, agent)).toList()).join());
      tally.round(claimed.size(), began, added, held, System.nanoTime());
    }
    tally.failures.addAndGet(refused);
  }

  private static TroupeClient.Completion completion(Claim claim, String agent) {
    return new TroupeClient.Completion(claim.work().id(), agent, claim.leaseToken(), null);
  }

  private static int refused(List<BatchResult> results) {
    return (int) results.stream().filter(result -> !result.accepted()).count();
  }

  /** What PostgreSQL has counted; a connection tells it a second late at most. */
  private long transactions() throws SQLException, IOException {
    try (Connection connection = cluster.connect();
      Statement statement = connection.createStatement();
      ResultSet row = statement.executeQuery("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()")) {
      row.next();
      return row.getLong(1);
    }
  }

  private TroupeClient client(int number) {
    return new TroupeClient(urls, number, settings);
  }

  private static String agent(int number) {
    return "bench-agent-" + number;
  }
}
