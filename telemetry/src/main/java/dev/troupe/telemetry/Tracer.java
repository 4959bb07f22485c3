package dev.troupe.telemetry;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes spans of the calls that are sampled. The gateway decides once per call; from there the id of the asking span travels in each message's
 * cause, and is stored with the event, so that every part, on whichever node and however much later, can add its own span below it. Where there is
 * none, nothing is sampled and nothing costs anything.
 */
public final class Tracer {
  private static volatile Running running;

  private record Running(TracingSettings settings, SpanSender sender) {}

  /** Second in the upper bits, traces begun in it in the lower 24. */
  private static final AtomicLong BEGUN = new AtomicLong();

  private Tracer() {}

  static void start(TracingSettings settings) {
    stop();
    running = settings.endpoint().map(endpoint -> new Running(settings, SpanSender.start(endpoint, settings))).orElse(null);
  }

  static void stop() {
    Running before = running;
    running = null;
    if (before != null) {
      before.sender().close();
    }
  }

  /** Whether anything is traced on this node. */
  public static boolean isOn() {
    return running != null;
  }

  /**
   * Decides for one new call.
   *
   * @param wanted whether its caller asked for it
   */
  public static boolean samples(boolean wanted) {
    Running now = running;
    if (now == null || !wanted && ThreadLocalRandom.current().nextDouble() >= now.settings().sample()) {
      return false;
    }
    long second = System.nanoTime() / 1_000_000_000L << 24;
    long begun = BEGUN.updateAndGet(before -> (before & ~0xFFFFFFL) == second ? before + 1 : second + 1);
    return (begun & 0xFFFFFFL) <= now.settings().maxPerSecond();
  }

  /** A span is over. Never blocks: with the queue full it is dropped, and counted. */
  public static void take(Span span) {
    Running now = running;
    if (now != null) {
      now.sender().offer(span);
    }
  }

  /** A span from {@code start} until now, below another. */
  public static void take(String traceId, String spanId, String parentId, String name, Instant start, boolean failed, Map<String, String> attributes) {
    take(new Span(traceId, spanId, parentId, name, Span.Kind.INTERNAL, start, Instant.now(), attributes, failed));
  }

  /** A new span's id. */
  public static String newId() {
    return hex(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
  }

  /**
   * The id of the span under which an entity stored an event. Who stores it, the journal and the read side all compute the same, each on its own
   * node, because it is made of what they all know.
   */
  public static String eventId(String parentId, String persistenceId, long sequenceNumber) {
    long mixed = Long.parseUnsignedLong(parentId, 16) * 31 + persistenceId.hashCode();
    mixed = (mixed ^ sequenceNumber) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32) * 0xBF58476D1CE4E5B9L;
    mixed ^= mixed >>> 29;
    return hex(mixed == 0 ? 1 : mixed);
  }

  private static String hex(long id) {
    String hex = Long.toHexString(id);
    return "0".repeat(16 - hex.length()) + hex;
  }
}
