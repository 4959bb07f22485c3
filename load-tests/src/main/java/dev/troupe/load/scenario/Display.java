package dev.troupe.load.scenario;

import dev.troupe.cli.Console;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Closes a second of the series every second, and shows it: drawn over in a terminal, every fifth as a line elsewhere. */
final class Display implements AutoCloseable {

  private static final int LINE_EVERY = 5;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread thread = new Thread(task, "display");
    thread.setDaemon(true);
    return thread;
  });
  private final Console console;
  private final Meter meter;
  private long seconds;

  private Display(Console console, Meter meter) {
    this.console = console;
    this.meter = meter;
  }

  static Display start(Console console, Meter meter) {
    Display display = new Display(console, meter);
    display.clock.scheduleAtFixedRate(display::show, 1, 1, TimeUnit.SECONDS);
    return display;
  }

  /** Shows what has not been shown yet. */
  void lastSecond() {
    show();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    console.clearBar();
  }

  private void show() {
    Meter.Second second = meter.tick();
    seconds++;
    if (console.isTerminal()) {
      console.bar(0, 0, text(second));
    } else if (seconds % LINE_EVERY == 0) {
      console.line(text(second));
    }
  }

  private static String text(Meter.Second second) {
    StringBuilder text = new StringBuilder(String.format("%4.0f s", second.at()));
    for (Op op : Op.values()) {
      Meter.Point point = second.points().get(op);
      if (point != null && op != Op.WAIT) {
        text.append(String.format("  %s %.0f/s p50 %.1f p99 %.1f ms", op.label(), point.perSecond(), point.p50Ms(), point.p99Ms()));
        long bad = point.shed() + point.refused() + point.broken();
        text.append(bad > 0 ? String.format(" (%d shed, %d refused, %d broken)", point.shed(), point.refused(), point.broken()) : "");
      }
    }
    return text.toString();
  }
}
