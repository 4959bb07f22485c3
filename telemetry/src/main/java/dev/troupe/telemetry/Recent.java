package dev.troupe.telemetry;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import kamon.metric.Distribution;
import kamon.metric.Instrument;
import kamon.metric.MetricSnapshot;
import kamon.metric.PeriodSnapshot;
import scala.jdk.javaapi.CollectionConverters;

/** What one tick saw, for decisions of the node itself. Of metrics without labels alone. */
public final class Recent {
  private static final double P95 = 95;

  private final Map<Metric, Double> gauges = new EnumMap<>(Metric.class);
  private final Map<Metric, Duration> p95s = new EnumMap<>(Metric.class);

  private Recent() {}

  static Recent of(PeriodSnapshot tick) {
    Map<String, Metric> names = new java.util.HashMap<>();
    for (Metric metric : Metric.values()) {
      if (metric.labels().isEmpty()) {
        names.put(Series.kamonName(metric), metric);
      }
    }
    Recent recent = new Recent();
    for (MetricSnapshot<?, Object> gauge : CollectionConverters.asJava(tick.gauges())) {
      Metric metric = names.get(gauge.name());
      if (metric != null) {
        for (Instrument.Snapshot<Object> one : CollectionConverters.asJava(gauge.instruments())) {
          recent.gauges.put(metric, ((Number) one.value()).doubleValue());
        }
      }
    }
    for (MetricSnapshot<?, Distribution> histogram : CollectionConverters.asJava(tick.histograms())) {
      Metric metric = names.get(histogram.name());
      if (metric != null && metric.unit() == Metric.Unit.SECONDS) {
        for (Instrument.Snapshot<Distribution> one : CollectionConverters.asJava(histogram.instruments())) {
          if (one.value().count() > 0) {
            // Kamon keeps microseconds, see Series.
            recent.p95s.put(metric, Duration.ofNanos(1_000 * one.value().percentile(P95).value()));
          }
        }
      }
    }
    return recent;
  }

  /** In the metric's unit; empty while it was never set. */
  public OptionalDouble gauge(Metric metric) {
    Double value = gauges.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Of a histogram of seconds; empty when the tick recorded nothing. */
  public Optional<Duration> p95(Metric metric) {
    return Optional.ofNullable(p95s.get(metric));
  }
}
