package dev.troupe.telemetry;

import com.typesafe.config.ConfigFactory;
import java.lang.management.ManagementFactory;

/**
 * What one line of counting costs, in processor time of its thread, so that other load on the machine does not count:
 * {@code java -cp … dev.troupe.telemetry.MetricsCost}.
 */
final class MetricsCost {
  private static final int WARM = 2_000_000;
  private static final int TIMES = 10_000_000;

  private MetricsCost() {}

  public static void main(String[] args) {
    try (Telemetry telemetry = Telemetry.start(ConfigFactory.load())) {
      telemetry.sample(() -> Metrics.set(Metric.EVENT_READERS, 0));
      show("a counter without labels", i -> Metrics.count(Metric.PROJECTED_EVENTS));
      show("a counter with one label", i -> Metrics.count(Metric.EVENTS_STORED, i % 2 == 0 ? "work.claimed" : "work.completed"));
      show("a counter with two labels", i -> Metrics.count(Metric.HTTP_REQUESTS, "POST /v1/work", "200"));
      show("a histogram", i -> Metrics.lasted(Metric.HANDOVER, i * 1_000L));
      show("a histogram with a label", i -> Metrics.lasted(Metric.HTTP_SECONDS, i * 1_000L, "POST /v1/work"));
      show("a call that is not traced", i -> Tracer.samples(false));
    }
  }

  /** One place that counts. */
  private interface Line {
    void run(int i);
  }

  private static void show(String what, Line line) {
    repeat(line, WARM);
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    repeat(line, TIMES);
    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    System.out.printf("%-28s %6.1f ns%n", what, (double) nanos / TIMES);
  }

  private static void repeat(Line line, int times) {
    for (int i = 0; i < times; i++) {
      line.run(i);
    }
  }
}
