package dev.troupe.load.measure;

import java.util.Locale;
import java.util.function.LongSupplier;

/** How long a series of like steps will still take, judged by those that are over. */
public final class Estimate {

  private final int steps;
  private final LongSupplier clock;
  private final long begun;
  private int over = -1;

  /** @param steps in all; the first begins now */
  public Estimate(int steps) {
    this(steps, System::nanoTime);
  }

  /** @param clock nanoseconds that never go back */
  Estimate(int steps, LongSupplier clock) {
    this.steps = steps;
    this.clock = clock;
    this.begun = clock.getAsLong();
  }

  /** To be asked when a step begins: {@code ", about 12 min to go"}, or nothing before the first is over. */
  public String nextStep() {
    over++;
    if (over == 0 || over >= steps) {
      return "";
    }
    double seconds = (clock.getAsLong() - begun) / 1e9 / over * (steps - over);
    return seconds < 90 ? String.format(Locale.ROOT, ", about %.0f s to go", seconds) : String.format(Locale.ROOT, ", about %.0f min to go", seconds / 60);
  }
}
