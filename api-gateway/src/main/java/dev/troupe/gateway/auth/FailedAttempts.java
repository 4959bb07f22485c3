package dev.troupe.gateway.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts, by remote address, attempts that presented something wrong; from the bound on, the rest of the minute is refused unseen. An
 * IPv6 address counts as its network of 64 bits, because a single host has all of them. The table is bounded: when it is full, the address
 * that failed the longest time ago is forgotten. Each address is logged once a minute at most.
 */
final class FailedAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(FailedAttempts.class);
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final int MAX_WRITTEN = 60;

  private final int perMinute;
  private final Map<String, Window> windows;
  private final AtomicLong total = new AtomicLong();
  private Window written = new Window(Instant.EPOCH, 0);

  private record Window(Instant begin, int failures) {}

  /**
   * @param perMinute the failures after which an address is refused, 1 or more
   * @param maxAddresses how many addresses are remembered
   */
  FailedAttempts(int perMinute, int maxAddresses) {
    this.perMinute = perMinute;
    this.windows =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > maxAddresses;
          }
        };
  }

  /** How long the address has to wait, when it has to. */
  synchronized Optional<Duration> limited(InetAddress address, Instant now) {
    return window(network(address), now)
        .filter(window -> window.failures() >= perMinute)
        .map(window -> Duration.between(now, window.begin().plus(WINDOW)));
  }

  /**
   * Counts one more.
   *
   * @return the address or its network, if this is to be written down: for the first of an address in a minute, and for
   *     {@value #MAX_WRITTEN} addresses a minute at most
   */
  synchronized Optional<String> note(InetAddress address, Instant now) {
    total.incrementAndGet();
    String network = network(address);
    Optional<Window> current = window(network, now);
    if (current.isEmpty()) {
      LOG.warn("A call from {} was refused: what it presents is no good key or token.", network);
    } else if (current.get().failures() + 1 == perMinute) {
      LOG.warn("{} calls from {} were refused within a minute; its next ones are not looked at.", perMinute, network);
    }
    Window next = current.map(window -> new Window(window.begin(), window.failures() + 1)).orElseGet(() -> new Window(now, 1));
    windows.remove(network);
    windows.put(network, next);
    return current.isEmpty() && mayWrite(now) ? Optional.of(network) : Optional.empty();
  }

  private boolean mayWrite(Instant now) {
    if (!now.isBefore(written.begin().plus(WINDOW))) {
      written = new Window(now, 0);
    }
    written = new Window(written.begin(), written.failures() + 1);
    return written.failures() <= MAX_WRITTEN;
  }

  /** Since this node started. */
  long total() {
    return total.get();
  }

  synchronized int addresses() {
    return windows.size();
  }

  private Optional<Window> window(String network, Instant now) {
    return Optional.ofNullable(windows.get(network)).filter(window -> now.isBefore(window.begin().plus(WINDOW)));
  }

  private static String network(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES)) + "::/64"
        : address.getHostAddress();
  }
}
