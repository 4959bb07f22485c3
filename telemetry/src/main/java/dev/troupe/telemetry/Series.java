package dev.troupe.telemetry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Histogram;
import kamon.metric.Instrument;
import kamon.metric.MeasurementUnit;
import kamon.metric.Tagging;
import kamon.tag.TagSet;

/** The series of one metric: an instrument of Kamon's for each combination of label values, looked up without a lock. */
final class Series {
  private static final String SEPARATOR = "\u0000";

  private final Metric metric;
  private final Tagging<? extends Instrument<?, ?>> source;
  private final Map<String, Instrument<?, ?>> instruments = new ConcurrentHashMap<>();
  private final List<Set<String>> seen = new ArrayList<>();

  Series(Metric metric) {
    this.metric = metric;
    this.source = source(metric);
    metric.labels().forEach(label -> seen.add(new HashSet<>()));
    if (metric.kind() != Metric.Kind.GAUGE) {
      openAllKnown();
    }
  }

  /** The name under which Kamon's reporter makes ours: it adds the unit and {@code _total} itself. */
  static String kamonName(Metric metric) {
    return metric.text().replaceFirst("_total$", "").replaceFirst("_(seconds|bytes)$", "");
  }

  Counter counter(String... labels) {
    return (Counter) instrument(labels);
  }

  Gauge gauge(String... labels) {
    return (Gauge) instrument(labels);
  }

  Histogram histogram(String... labels) {
    return (Histogram) instrument(labels);
  }

  synchronized void forget() {
    instruments.values().forEach(Instrument::remove);
    instruments.clear();
    seen.forEach(Set::clear);
  }

  private Instrument<?, ?> instrument(String... labels) {
    String key = switch (labels.length) {
      case 1 -> labels[0];
      case 2 -> labels[0] + SEPARATOR + labels[1];
      default -> String.join(SEPARATOR, labels);
    };
    Instrument<?, ?> known = instruments.get(key);
    return known != null ? known : open(labels);
  }

  /** What is counted beyond a label's bound shares a series; its own key is not kept, or the map would grow. */
  private synchronized Instrument<?, ?> open(String... labels) {
    if (labels.length != metric.labels().size()) {
      throw new IllegalArgumentException("Expected the labels " + metric.labels() + " for " + metric.text() + ", but got " + labels.length + ".");
    }
    String[] bounded = labels.clone();
    TagSet tags = TagSet.Empty();
    for (int i = 0; i < labels.length; i++) {
      Label label = metric.labels().get(i);
      boolean fits = seen.get(i).contains(labels[i]) || seen.get(i).size() < label.bound();
      bounded[i] = fits ? labels[i] : Label.OTHER;
      if (fits) {
        seen.get(i).add(labels[i]);
      }
      tags = tags.withTag(label.text(), bounded[i]);
    }
    TagSet all = tags;
    return instruments.computeIfAbsent(String.join(SEPARATOR, bounded), key -> source.withTags(all));
  }

  /** So that a counter is there at 0 before anything has happened: an alert on its growth sees the first one. */
  private void openAllKnown() {
    if (metric.labels().isEmpty()) {
      open();
    } else if (metric.labels().size() == 1) {
      metric.labels().get(0).known().forEach(this::open);
    }
  }

  private static Tagging<? extends Instrument<?, ?>> source(Metric metric) {
    String name = kamonName(metric);
    return switch (metric.kind()) {
      case COUNTER -> Kamon.counter(name, metric.meaning(), unit(metric));
      case GAUGE -> Kamon.gauge(name, metric.meaning(), unit(metric));
      case HISTOGRAM -> Kamon.histogram(name, metric.meaning(), unit(metric));
    };
  }

  /** What the instruments are fed with: seconds as microseconds in histograms, as milliseconds in counters. */
  private static MeasurementUnit unit(Metric metric) {
    return switch (metric.unit()) {
      case ONE -> MeasurementUnit.none();
      case BYTES -> MeasurementUnit.information().bytes();
      case SECONDS ->
          switch (metric.kind()) {
            case COUNTER -> MeasurementUnit.time().milliseconds();
            case GAUGE -> MeasurementUnit.time().seconds();
            case HISTOGRAM -> MeasurementUnit.time().microseconds();
          };
    };
  }
}
