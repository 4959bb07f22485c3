package dev.troupe.load.measure;

import dev.troupe.load.fleet.Latencies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts and times calls from any thread; once a second, {@link #tick} closes a second of the series. */
public final class Meter {

  private static final long HIGHEST_MICROS = Duration.ofMinutes(10).toNanos() / 1_000;

  private final Map<Op, Gauge> gauges = new EnumMap<>(Op.class);
  private final List<Second> series = new ArrayList<>();
  private long startedAt = System.nanoTime();
  private long tickedAt = startedAt;
  private Runnable restarted = () -> { };

  /**
   * One kind of call in one stretch of time.
   *
   * @param perSecond calls that ended well
   * @param shed refused with 503 or 429
   * @param refused refused otherwise
   * @param broken left without an answer
   */
  public record Point(long done, double perSecond, double p50Ms, double p95Ms, double p99Ms, double maxMs, long empty, long shed, long refused, long broken) {
  }

  /** @param at seconds since the measurement began, where this stretch ends */
  public record Second(double at, Map<Op, Point> points) {
  }

  private static final class Gauge {
    private final Recorder recorder = new Recorder(HIGHEST_MICROS, 3);
    private final AtomicLongArray endings = new AtomicLongArray(Ending.values().length);
    private final long[] before = new long[Ending.values().length];
    private final Histogram total = new Histogram(HIGHEST_MICROS, 3);
    private Histogram interval;
  }

  public Meter() {
    for (Op op : Op.values()) {
      gauges.put(op, new Gauge());
    }
  }

  public void ended(Op op, Ending ending, long tookNanos) {
    Gauge gauge = gauges.get(op);
    gauge.endings.incrementAndGet(ending.ordinal());
    if (ending == Ending.DONE) {
      gauge.recorder.recordValue(Math.max(0, Math.min(HIGHEST_MICROS, TimeUnit.NANOSECONDS.toMicros(tookNanos))));
    }
  }

  /** Calls that ended so since the last {@link #restart}. */
  public long count(Op op, Ending ending) {
    return gauges.get(op).endings.get(ending.ordinal());
  }

  /** @param task run whenever the measurement begins anew */
  public synchronized void onRestart(Runnable task) {
    restarted = task;
  }

  /** Of the measurement, up to the last tick. */
  public synchronized double elapsedSeconds() {
    return Math.round((tickedAt - startedAt) / 1e7) / 100.0;
  }

  /** Forgets everything up to now: what was warm-up. */
  public synchronized void restart() {
    startedAt = System.nanoTime();
    tickedAt = startedAt;
    series.clear();
    for (Gauge gauge : gauges.values()) {
      gauge.interval = gauge.recorder.getIntervalHistogram(gauge.interval);
      gauge.total.reset();
      for (int ending = 0; ending < gauge.before.length; ending++) {
        gauge.endings.set(ending, 0);
        gauge.before[ending] = 0;
      }
    }
    restarted.run();
  }

  /** Closes the stretch since the last tick. */
  public synchronized Second tick() {
    long now = System.nanoTime();
    double seconds = Math.max(1e-9, (now - tickedAt) / 1e9);
    Map<Op, Point> points = new EnumMap<>(Op.class);
    gauges.forEach((op, gauge) -> {
      gauge.interval = gauge.recorder.getIntervalHistogram(gauge.interval);
      gauge.total.add(gauge.interval);
      long[] counts = new long[gauge.before.length];
      long all = 0;
      for (int ending = 0; ending < counts.length; ending++) {
        long reached = gauge.endings.get(ending);
        counts[ending] = reached - gauge.before[ending];
        gauge.before[ending] = reached;
        all += counts[ending];
      }
      if (all > 0) {
        points.put(op, point(gauge.interval, counts, seconds));
      }
    });
    tickedAt = now;
    Second second = new Second(Math.round((now - startedAt) / 1e7) / 100.0, points);
    series.add(second);
    return second;
  }

  /** All since the last restart, the open stretch closed first. */
  public synchronized Map<Op, Point> totals() {
    tick();
    double seconds = Math.max(1e-9, (tickedAt - startedAt) / 1e9);
    Map<Op, Point> points = new EnumMap<>(Op.class);
    gauges.forEach((op, gauge) -> {
      long all = 0;
      for (long count : gauge.before) {
        all += count;
      }
      if (all > 0) {
        points.put(op, point(gauge.total, gauge.before, seconds));
      }
    });
    return points;
  }

  public synchronized List<Second> series() {
    return List.copyOf(series);
  }

  private static Point point(Histogram histogram, long[] endings, double seconds) {
    long done = endings[Ending.DONE.ordinal()];
    Latencies.Summary summary = Latencies.summary(histogram);
    return new Point(done, Math.round(done / seconds * 10) / 10.0, summary.p50(), summary.p95(), summary.p99(), summary.max(),
      endings[Ending.EMPTY.ordinal()], endings[Ending.SHED.ordinal()], endings[Ending.REFUSED.ordinal()], endings[Ending.BROKEN.ordinal()]);
  }
}
