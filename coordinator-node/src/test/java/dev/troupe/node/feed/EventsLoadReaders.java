package dev.troupe.node.feed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The readers of {@link EventsLoad}: one thread, so many connections; every fiftieth reads the times of its events. */
final class EventsLoadReaders {
  private static final int ONE_IN = 50;
  private static final byte[] TIME = "\"time\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int TIME_LENGTH = "2026-11-21T12:00:00.123Z".length();

  private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
  private final long[] lags = new long[5_000_000];
  private int measured;
  private long events;
  private int lost;
  private boolean counting;

  private EventsLoadReaders() {}

  public static void main(String[] args) throws IOException {
    new EventsLoadReaders().run(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
  }

  private void run(int port, int readers, int warmUpSeconds, int seconds) throws IOException {
    try (Selector selector = Selector.open()) {
      long connecting = System.nanoTime();
      for (int i = 0; i < readers; i++) {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.write(ByteBuffer.wrap("GET /v1/events HTTP/1.0\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, i % ONE_IN == 0);
        drain(selector, 0);
      }
      System.out.printf("%d readers connected in %d ms%n", readers, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - connecting));
      drain(selector, TimeUnit.SECONDS.toNanos(warmUpSeconds));
      counting = true;
      events = 0;
      drain(selector, TimeUnit.SECONDS.toNanos(seconds));
      report(readers, seconds);
    }
  }

  private void report(int readers, int seconds) {
    long[] sorted = Arrays.copyOf(lags, measured);
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%d readers, %d cut off; %.1f events/s each, %d events/s in all; lag of %d: p50 %d ms, p95 %d ms, p99 %d ms, most %d ms%n",
        readers, lost, (double) events / readers / seconds, events / seconds, measured, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
  }

  private static long at(long[] sorted, double share) {
    return sorted.length == 0 ? -1 : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
  }

  private void drain(Selector selector, long nanos) throws IOException {
    long until = System.nanoTime() + nanos;
    do {
      selector.select(Math.max(1, Math.min(100, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()))));
      for (SelectionKey key : selector.selectedKeys()) {
        read(key);
      }
      selector.selectedKeys().clear();
    } while (System.nanoTime() < until);
  }

  private void read(SelectionKey key) throws IOException {
    buffer.clear();
    if (((SocketChannel) key.channel()).read(buffer) < 0) {
      key.cancel();
      lost++;
      return;
    }
    byte[] bytes = buffer.array();
    int length = buffer.position();
    long now = System.currentTimeMillis();
    for (int i = 0; i + 1 < length; i++) {
      if (bytes[i] == '\n' && bytes[i + 1] == 'e') {
        events++;
      }
    }
    if (counting && (Boolean) key.attachment()) {
      measure(bytes, length, now);
    }
  }

  /** A time that is split between two reads is left out. */
  private void measure(byte[] bytes, int length, long now) {
    for (int i = 0; i + TIME.length + TIME_LENGTH <= length; i++) {
      if (bytes[i] == '"' && Arrays.equals(bytes, i, i + TIME.length, TIME, 0, TIME.length) && measured < lags.length) {
        String time = new String(bytes, i + TIME.length, TIME_LENGTH, StandardCharsets.US_ASCII);
        lags[measured++] = now - Instant.parse(time).toEpochMilli();
        i += TIME.length + TIME_LENGTH;
      }
    }
  }
}
