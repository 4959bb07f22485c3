package dev.troupe.load.fleet;

import dev.troupe.cli.client.CallListener;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a fleet sees of the service.
 *
 * <p>The longest gap is the longest time one call about items was refused or failed (503, connection lost, no answer) until it was
 * answered at last, or given up: see {@link CallListener.Outcome#refused}. Waiting for work that is not there is no gap.
 */
public final class Meters implements CallListener {

  private static final Set<String> ABOUT_ITEMS = Set.of("add", "add_batch", "claim", "claim_by_id", "progress", "complete", "fail", "release");

  private final Latencies claims = new Latencies();
  private final Latencies completions = new Latencies();
  private final Map<URI, LongAdder> completedByNode = new ConcurrentHashMap<>();
  private final AtomicReference<Outcome> longestGap = new AtomicReference<>();

  @Override
  public void ended(Outcome outcome) {
    if (outcome.operation().equals("complete") && outcome.succeeded()) {
      completions.record(outcome.took());
      completedByNode.computeIfAbsent(outcome.node(), node -> new LongAdder()).increment();
    }
    if (ABOUT_ITEMS.contains(outcome.operation()) && outcome.refused().toNanos() > 0) {
      longestGap.accumulateAndGet(outcome, (before, now) -> before == null || now.refused().compareTo(before.refused()) > 0 ? now : before);
    }
  }

  /** A claim that gave an item, from asking until the answer; asking in vain is not counted. */
  void claimed(Duration took) {
    claims.record(took);
  }

  public Latencies claims() {
    return claims;
  }

  public Latencies completions() {
    return completions;
  }

  /** Completions each node answered. */
  public Map<URI, Long> completedByNode() {
    Map<URI, Long> sums = new TreeMap<>();
    completedByNode.forEach((node, count) -> sums.put(node, count.sum()));
    return sums;
  }

  public Duration longestGap() {
    Outcome longest = longestGap.get();
    return longest == null ? Duration.ZERO : longest.refused();
  }

  /** The call of the longest gap, for the summary; empty when there was none. */
  public String longestGapCall() {
    Outcome longest = longestGap.get();
    return longest == null ? "" : longest.operation() + (longest.succeeded() ? "" : ", given up");
  }
}
