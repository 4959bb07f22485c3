package dev.troupe.telemetry;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kamon.Kamon;
import kamon.metric.PeriodSnapshot;
import kamon.module.MetricReporter;
import kamon.module.Module;
import kamon.prometheus.PrometheusReporter;
import kamon.util.Filter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics and traces of one node: at most one per JVM, because Kamon is. Samples gauges on a thread of its own; one that fails says so and is
 * sampled again the next time.
 */
public final class Telemetry implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Telemetry.class);
  private static final String OURS = "troupe*";

  private static volatile PrometheusReporter reporter;
  private static volatile Recent recent;

  private final boolean on;
  private final Duration tick;
  private final ScheduledExecutorService sampler;
  private final List<Module.Registration> registrations;
  private final Optional<MetricsServer> server;

  private Telemetry(boolean on, Duration tick, List<Module.Registration> registrations, Optional<MetricsServer> server) {
    this.on = on;
    this.tick = tick;
    this.server = server;
    this.registrations = registrations;
    this.sampler =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "troupe-metrics");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Begins to collect, and to take spans, unless {@code troupe.telemetry.enabled} is off: then nothing is counted or traced, and what is served is empty.
   *
   * @param config of the node, with {@code troupe.telemetry}, {@code troupe.metrics}, {@code troupe.tracing} and Kamon's own defaults
   */
  public static Telemetry start(Config config) {
    MetricSettings settings = MetricSettings.of(config);
    boolean on = config.getBoolean("troupe.telemetry.enabled");
    Metrics.turn(on);
    Telemetry telemetry = new Telemetry(on, settings.tick(), on ? collect(config, settings) : List.of(), server(settings));
    if (on) {
      Tracer.start(TracingSettings.of(config));
      telemetry.sample(new JvmGauges(settings)::sample);
    } else {
      log.info("Telemetry is off: /metrics is empty, and no alert can tell of this node.");
    }
    return telemetry;
  }

  private static List<Module.Registration> collect(Config config, MetricSettings settings) {
    Config kamon = kamon(config, settings);
    Kamon.initWithoutAttaching(kamon);
    PrometheusReporter made = new PrometheusReporter("kamon.prometheus", kamon);
    List<Module.Registration> registrations =
        List.of(
            Kamon.addReporter("troupe", "what /metrics serves", made, Filter.fromGlob(OURS)),
            Kamon.addReporter("troupe-recent", "what the node itself looks at", new LastTick(), Filter.fromGlob(OURS)));
    reporter = made;
    return registrations;
  }

  private static Optional<MetricsServer> server(MetricSettings settings) {
    return settings.port().isPresent() ? Optional.of(MetricsServer.start(settings.host(), settings.port().getAsInt())) : Optional.empty();
  }

  /** Whether anything is counted; what looks at the cluster only to count may stay away if not. */
  public boolean isOn() {
    return on;
  }

  /** All metrics in Prometheus' text format 0.0.4, at most one tick old; empty before {@link #start}, after the end, and while telemetry is off. */
  public static String scrape() {
    PrometheusReporter current = reporter;
    return current == null ? "" : current.scrapeData();
  }

  /** What the last tick saw; empty before the first. */
  public static Optional<Recent> recent() {
    return Optional.ofNullable(recent);
  }

  private static final class LastTick implements MetricReporter {
    @Override
    public void reportPeriodSnapshot(PeriodSnapshot tick) {
      recent = Recent.of(tick);
    }

    @Override
    public void stop() {
      recent = null;
    }

    @Override
    public void reconfigure(Config changed) {
      // Nothing of it is configured.
    }
  }

  /** Where it serves {@code /metrics} by itself, if it does. */
  OptionalInt port() {
    return server.isPresent() ? OptionalInt.of(server.get().port()) : OptionalInt.empty();
  }

  /** Runs it every tick from now on, unless telemetry is off. It must not take long: all share one thread. */
  public void sample(Runnable gauges) {
    if (!on) {
      return;
    }
    sampler.scheduleWithFixedDelay(() -> attempt(gauges), 0, tick.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void attempt(Runnable gauges) {
    try {
      gauges.run();
    } catch (RuntimeException failed) {
      log.debug("A gauge could not be sampled: {}", failed.toString());
    }
  }

  @Override
  public void close() {
    sampler.shutdownNow();
    server.ifPresent(MetricsServer::close);
    Tracer.stop();
    if (on) {
      registrations.forEach(Module.Registration::cancel);
      reporter = null;
      Kamon.stop();
    }
  }

  private static Config kamon(Config config, MetricSettings settings) {
    Config buckets = ConfigFactory.empty();
    for (Metric metric : Metric.values()) {
      if (!metric.buckets().isEmpty()) {
        buckets =
            buckets.withValue("\"" + Series.kamonName(metric) + "\"", ConfigValueFactory.fromIterable(metric.buckets()));
      }
    }
    Config fixed =
        ConfigFactory.parseString(
            """
            kamon {
              environment.service = "troupe"
              init { hide-banner = yes, attach-instrumentation = no }
              modules { prometheus-reporter.enabled = no, pushgateway-reporter.enabled = no }
              prometheus.start-embedded-http-server = no
              # Microseconds in histograms, up to an hour.
              metric.factory.default-settings.histogram.highest-trackable-value = 3600000000
            }
            """);
    return fixed
        .withValue("kamon.metric.tick-interval", ConfigValueFactory.fromAnyRef(settings.tick()))
        .withValue("kamon.prometheus.buckets.custom", buckets.root())
        .withFallback(config);
  }
}
