package dev.troupe.load;

import dev.troupe.cli.Console;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.load.backlog.BacklogFile;
import dev.troupe.load.backlog.SeededBacklog;
import dev.troupe.load.backlog.Takeover;
import dev.troupe.load.check.JournalCheck;
import dev.troupe.load.check.JournalReader;
import dev.troupe.load.check.Verdict;
import dev.troupe.load.fleet.Fleet;
import dev.troupe.load.fleet.Ledger;
import dev.troupe.load.fleet.Meters;
import dev.troupe.load.fleet.NodeLoss;
import dev.troupe.load.measure.Numbers;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** One whole run: a cluster, a fleet that works a backlog off, possibly a killed node, and the verdict of the journal. */
final class Demo {

  /** Long enough for a failover, short enough that an item nobody knows the holder of comes back within the run. */
  private static final int LEASE_SECONDS = 15;
  private static final int VIOLATIONS_SHOWN = 20;

  private final DemoOptions options;
  private final Console console;
  private final Meters meters = new Meters();

  /** @param finding null when no node was killed, or it could not be found out */
  private record Loss(String node, NodeLoss.Finding finding) {
  }

  Demo(DemoOptions options, Console console) {
    this.options = options;
    this.console = console;
  }

  DemoReport run() throws IOException, InterruptedException {
    options.check();
    List<NewWork> work = work();
    try (TemporaryCluster temporary = TemporaryCluster.start(options.data, options.nodes, console)) {
      DemoReport report = run(temporary.cluster(), work);
      if (!report.isGood()) {
        temporary.keepFolder();
        console.line("Logs and data stay in " + temporary.cluster().dir());
      }
      return report;
    } catch (SQLException cause) {
      throw new IOException("Could not read the journal: " + cause.getMessage(), cause);
    }
  }

  private DemoReport run(LocalCluster cluster, List<NewWork> work) throws IOException, InterruptedException, SQLException {
    List<URI> urls = cluster.urls();
    Ledger ledger = new Ledger(work.stream().map(NewWork::id).toList());
    double elapsed;
    Loss loss;
    Set<String> expected = work.stream().map(NewWork::id).collect(Collectors.toCollection(HashSet::new));
    try (Fleet fleet = new Fleet(urls, plan(work), ledger, meters)) {
      fleet.register();
      console.line(options.agents + " agents registered over " + urls.size() + " nodes");
      List<String> refused = fleet.add(work);
      refused.forEach(line -> console.line("refused by the service: " + line));
      refused.forEach(line -> expected.remove(line.substring(0, line.indexOf(": "))));
      console.line(expected.size() + " items added");
      long started = System.nanoTime();
      CompletableFuture<Loss> killing = options.killNode ? killHalfWay(cluster, ledger) : CompletableFuture.completedFuture(null);
      fleet.start();
      boolean finished;
      LiveDisplay display = LiveDisplay.start(console, ledger, meters, cluster.nodes());
      try {
        finished = ledger.awaitAll(options.limitSeconds);
      } finally {
        display.stop();
      }
      elapsed = (System.nanoTime() - started) / 1e9;
      if (!finished) {
        console.line("Gave up after " + options.limitSeconds + " s; open: " + ledger.open().stream().limit(VIOLATIONS_SHOWN).toList());
      }
      loss = finding(killing);
    }
    ledger.troubles().stream().limit(VIOLATIONS_SHOWN).forEach(trouble -> console.line("trouble: " + trouble));
    return judged(cluster, expected, ledger, elapsed, loss);
  }

  private DemoReport judged(LocalCluster cluster, Set<String> expected, Ledger ledger, double elapsed, Loss loss) throws IOException, SQLException {
    Verdict verdict;
    try (Connection journal = cluster.connect()) {
      verdict = JournalCheck.check(expected, JournalReader.events(journal, expected), ledger.answers());
    }
    verdict.violations().stream().limit(VIOLATIONS_SHOWN).forEach(violation -> console.line("VIOLATION " + violation));
    Map<String, Long> perNode = new TreeMap<>();
    Map<URI, Long> byUrl = meters.completedByNode();
    for (ClusterRecord.Node node : cluster.nodes()) {
      perNode.put(node.name(), byUrl.getOrDefault(node.url(), 0L));
    }
    NodeLoss.Finding finding = loss == null ? null : loss.finding();
    return new DemoReport(options.nodes, options.agents, expected.size(), verdict.completed(), verdict.doubleClaims(), verdict.lost(),
      verdict.orphaned(), Numbers.hundredths(elapsed), cluster.formationSeconds(), Numbers.hundredths(meters.claims().count() / elapsed),
      meters.claims().summary(), meters.completions().summary(), meters.longestGap().toMillis(), loss == null ? null : loss.node(),
      finding == null ? null : finding.items(), finding == null ? null : finding.claimable().toMillis(), perNode);
  }

  private List<NewWork> work() throws IOException {
    List<NewWork> work;
    if (options.backlog == null) {
      work = SeededBacklog.of("demo-" + options.seed + "-" + Long.toString(System.currentTimeMillis(), 36), options.items, options.seed);
    } else {
      Takeover takeover = BacklogFile.read(options.backlog);
      takeover.changed().forEach(note -> console.line("taken over with a change: " + note.entry() + ": " + note.reason()));
      takeover.refused().forEach(note -> console.line("NOT taken over: " + note.entry() + ": " + note.reason()));
      console.line(takeover.work().size() + " items taken over from " + options.backlog + ", " + takeover.refused().size() + " not"
        + (takeover.statusesInFile().isEmpty() ? "" : "; states in the file: " + new TreeMap<>(takeover.statusesInFile()) + ", all of them to be done"));
      work = takeover.work();
    }
    return work.stream().map(item -> item.leaseSeconds() == null ? item.withLeaseSeconds(LEASE_SECONDS) : item).toList();
  }

  private Fleet.Plan plan(List<NewWork> work) {
    List<String> teams = work.stream().map(item -> item.team() == null ? "default" : item.team()).distinct().sorted().toList();
    Set<String> capabilities = work.stream().flatMap(item -> item.requires() == null ? java.util.stream.Stream.empty() : item.requires().stream())
      .collect(Collectors.toSet());
    return new Fleet.Plan(options.agents, teams.isEmpty() ? List.of("default") : teams, capabilities, options.thinkMillis, options.seed);
  }

  private CompletableFuture<Loss> killHalfWay(LocalCluster cluster, Ledger ledger) {
    ClusterRecord.Node victim = cluster.nodes().get((int) Math.floorMod(options.seed, (long) options.nodes));
    return CompletableFuture.supplyAsync(() -> {
      try {
        ledger.awaitHalf();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return null;
      }
      long killedAt = System.nanoTime();
      cluster.kill(victim.number());
      console.line("Killed " + victim.name() + " (SIGKILL) after " + ledger.completed() + " of " + ledger.items() + " items");
      List<URI> survivors = cluster.nodes().stream().filter(node -> !node.equals(victim)).map(ClusterRecord.Node::url).toList();
      return new Loss(victim.name(), NodeLoss.watch(ledger.open(), survivors, killedAt).join());
    }, task -> {
      Thread thread = new Thread(task, "kill-half-way");
      thread.setDaemon(true);
      thread.start();
    });
  }

  private Loss finding(CompletableFuture<Loss> killing) throws InterruptedException {
    try {
      return killing.get(90, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      console.line("What the killed node held could not be found out: " + failed);
      return null;
    }
  }
}
