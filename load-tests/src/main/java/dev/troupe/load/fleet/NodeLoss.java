package dev.troupe.load.fleet;

import dev.troupe.cli.client.TroupeClient;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which items a killed node took with it, and when the last of them could be claimed again.
 *
 * <p>Right after the kill every open item is asked for through the surviving nodes. A read by id is answered by the item itself, so
 * one that does not answer at once lived on the killed node; when it answers again it is back in memory elsewhere and takes claims.
 */
public final class NodeLoss {

  /** An item that lives answers in milliseconds; one on a dead node not before the cluster has given the node up. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  /** @param claimable from the kill until the last of those items answered */
  public record Finding(int items, Duration claimable) {
  }

  private NodeLoss() {
  }

  /** @param killedAt {@link System#nanoTime} at the kill */
  public static CompletableFuture<Finding> watch(Collection<String> openItems, List<URI> survivors, long killedAt) {
    AtomicInteger items = new AtomicInteger();
    AtomicLong lastBack = new AtomicLong(killedAt);
    TroupeClient.Settings settings = TroupeClient.Settings.defaults().withAttemptTimeout(Duration.ofSeconds(2))
      .withGiveUpAfter(Duration.ofSeconds(60)).withListener(outcome -> {
        if (outcome.refused().toNanos() > 0 || outcome.took().compareTo(AT_ONCE) > 0) {
          items.incrementAndGet();
          lastBack.accumulateAndGet(System.nanoTime(), Math::max);
        }
      });
    AtomicInteger turn = new AtomicInteger();
    CompletableFuture<?>[] answers = openItems.stream()
      .map(workId -> new TroupeClient(survivors, turn.getAndIncrement(), settings).get(workId))
      .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(answers).handle((done, failed) -> new Finding(items.get(), Duration.ofNanos(lastBack.get() - killedAt)));
  }
}
