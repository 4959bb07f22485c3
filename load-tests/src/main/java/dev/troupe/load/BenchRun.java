package dev.troupe.load;

import dev.troupe.cli.client.Agent;
import dev.troupe.cli.client.Claim;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.client.TroupeClient;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.load.fleet.Latencies;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

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
   * @param failures agents' rounds that ended in a refusal
   * @param cpuMs processor time for each of these items
   */
  record Throughput(double itemsPerSecond, Latencies.Summary addMs, Latencies.Summary claimMs, Latencies.Summary completeMs, int failures,
    CpuTime.PerItem cpuMs) {
  }

  Throughput throughput(int agents, int warmUpSeconds, int seconds) throws InterruptedException {
    for (int number = 0; number < agents; number++) {
      client(number).register(agent(number), new Agent.Registration(null, null, 10, null, null)).join();
    }
    Latencies adds = new Latencies();
    Latencies claims = new Latencies();
    Latencies completions = new Latencies();
    LongAdder items = new LongAdder();
    AtomicInteger failures = new AtomicInteger();
    long measureFrom = System.nanoTime() + warmUpSeconds * 1_000_000_000L;
    long end = measureFrom + seconds * 1_000_000_000L;
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < agents; number++) {
      int mine = number;
      Thread thread = new Thread(() -> {
        TroupeClient client = client(mine);
        for (int round = 0; System.nanoTime() < end; round++) {
          try {
            oneRound(client, agent(mine), "bench-" + run + "-" + mine + "-" + round, measureFrom, end, adds, claims, completions, items);
          } catch (CompletionException refused) {
            failures.incrementAndGet();
          }
        }
      }, "bench-agent");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    TimeUnit.NANOSECONDS.sleep(measureFrom - System.nanoTime());
    CpuTime before = CpuTime.now(cluster);
    for (Thread thread : threads) {
      thread.join();
    }
    CpuTime.PerItem cpu = CpuTime.now(cluster).since(before).per(items.sum());
    return new Throughput(items.sum() / (double) seconds, adds.summary(), claims.summary(), completions.summary(), failures.get(), cpu);
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

  private static void oneRound(TroupeClient client, String agent, String workId, long from, long end,
    Latencies adds, Latencies claims, Latencies completions, LongAdder items) {
    long began = System.nanoTime();
    client.add(NewWork.of(workId, "bench", "Benchmark")).join();
    long added = System.nanoTime();
    List<Claim> claimed = client.claimNext(agent, 1, POLL, List.of()).join();
    long held = System.nanoTime();
    for (Claim claim : claimed) {
      client.complete(claim.work().id(), agent, claim.leaseToken(), null).join();
      long done = System.nanoTime();
      if (began >= from && done <= end) {
        adds.record(Duration.ofNanos(added - began));
        claims.record(Duration.ofNanos(held - added));
        completions.record(Duration.ofNanos(done - held));
        items.increment();
      }
    }
  }

  private TroupeClient client(int number) {
    return new TroupeClient(urls, number, settings);
  }

  private static String agent(int number) {
    return "bench-agent-" + number;
  }
}
