package dev.troupe.load.traffic;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The nodes a name stands for now, looked up again every half second. A lookup that fails leaves those found before. */
final class Targets {
  private static final long PERIOD_MILLIS = 500;

  private final URI base;
  private volatile List<URI> nodes = List.of();

  /** @param base such as https://tasks.troupe-edge:8080 */
  Targets(URI base) {
    this.base = base;
    java.security.Security.setProperty("networkaddress.cache.ttl", "0");
    java.security.Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  void keepLooking() {
    look();
    Thread looker = new Thread(() -> {
      while (!Thread.currentThread().isInterrupted()) {
        look();
        Pauses.millis(PERIOD_MILLIS);
      }
    }, "targets");
    looker.setDaemon(true);
    looker.start();
  }

  int count() {
    return nodes.size();
  }

  /** Any node, another one than the given where there is one. */
  URI other(URI than) {
    List<URI> now = nodes;
    if (now.isEmpty()) {
      return base;
    }
    int index = ThreadLocalRandom.current().nextInt(now.size());
    URI chosen = now.get(index);
    return chosen.equals(than) ? now.get((index + 1) % now.size()) : chosen;
  }

  private void look() {
    try {
      nodes = Arrays.stream(InetAddress.getAllByName(base.getHost()))
          .map(address -> URI.create(base.getScheme() + "://" + address.getHostAddress() + ":" + base.getPort()))
          .toList();
    } catch (UnknownHostException gone) {
      // Those found before are tried on; their failures are counted.
    }
  }
}
