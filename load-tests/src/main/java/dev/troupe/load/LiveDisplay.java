package dev.troupe.load;

import dev.troupe.cli.Console;
import dev.troupe.cli.local.ClusterRecord;
import dev.troupe.load.fleet.Latencies;
import dev.troupe.load.fleet.Ledger;
import dev.troupe.load.fleet.Meters;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The run as it goes: a bar drawn five times a second in a terminal, a line every two seconds elsewhere. */
final class LiveDisplay {

  private static final long BAR_MILLIS = 200;
  private static final long LINE_MILLIS = 2_000;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread thread = new Thread(task, "display");
    thread.setDaemon(true);
    return thread;
  });
  private final Console console;
  private final Ledger ledger;
  private final Meters meters;
  private final List<ClusterRecord.Node> nodes;
  private long claimsBefore;
  private long nanosBefore = System.nanoTime();
  private double claimsPerSecond;

  private LiveDisplay(Console console, Ledger ledger, Meters meters, List<ClusterRecord.Node> nodes) {
    this.console = console;
    this.ledger = ledger;
    this.meters = meters;
    this.nodes = nodes;
  }

  static LiveDisplay start(Console console, Ledger ledger, Meters meters, List<ClusterRecord.Node> nodes) {
    LiveDisplay display = new LiveDisplay(console, ledger, meters, nodes);
    long period = console.isTerminal() ? BAR_MILLIS : LINE_MILLIS;
    display.clock.scheduleAtFixedRate(display::draw, period, period, TimeUnit.MILLISECONDS);
    return display;
  }

  void stop() {
    clock.shutdownNow();
    console.clearBar();
  }

  private void draw() {
    long now = System.nanoTime();
    if (now - nanosBefore > 900_000_000L) {
      long claims = meters.claims().count();
      claimsPerSecond = (claims - claimsBefore) * 1e9 / (now - nanosBefore);
      claimsBefore = claims;
      nanosBefore = now;
    }
    String text = String.format("%d/%d  %.0f claims/s  claim %s  complete %s ms  %s", ledger.completed(), ledger.items(), claimsPerSecond,
      percentiles(meters.claims()), percentiles(meters.completions()), perNode());
    if (console.isTerminal()) {
      console.bar(ledger.completed(), ledger.items(), text);
    } else {
      console.line(text);
    }
  }

  private String perNode() {
    Map<URI, Long> done = meters.completedByNode();
    return nodes.stream().map(node -> node.name() + " " + done.getOrDefault(node.url(), 0L)).collect(Collectors.joining("  "));
  }

  private static String percentiles(Latencies latencies) {
    Latencies.Summary summary = latencies.summary();
    return String.format("p50/95/99 %.0f/%.0f/%.0f", summary.p50(), summary.p95(), summary.p99());
  }
}
