package dev.troupe.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  /** One telemetry for all of it: there is at most one in a JVM. */
  @Test
  void servesEveryMetricUnderItsNameAndTypeAndNothingElseAndKnowsTheLastTick() throws InterruptedException, IOException {
    try (Telemetry telemetry = Telemetry.start(ConfigFactory.parseString("troupe.metrics { tick = 100ms, port = 0 }").withFallback(ConfigFactory.load()))) {
      telemetry.sample(() -> List.of(Metric.values()).forEach(TelemetryTest::touch));
      Exposition served = Exposition.awaiting(Metric.values().length);
      for (Metric metric : Metric.values()) {
        assertThat(served.types()).containsEntry(metric.text(), metric.kind().name().toLowerCase(Locale.ROOT));
        assertThat(served.labels(metric.text())).isEqualTo(metric.labels().stream().map(Label::text).collect(Collectors.toSet()));
      }
      assertThat(served.types()).hasSize(Metric.values().length);
      HttpRequest asked = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + telemetry.port().getAsInt() + "/metrics")).build();
      String text = HttpClient.newHttpClient().send(asked, HttpResponse.BodyHandlers.ofString()).body();
      assertThat(Exposition.read(text).types()).isEqualTo(served.types());
      telemetry.sample(() -> Metrics.lasted(Metric.HANDOVER, Duration.ofMillis(40).toNanos()));
      Recent recent = awaited();
      assertThat(recent.p95(Metric.HANDOVER).orElseThrow()).isBetween(Duration.ofMillis(39), Duration.ofMillis(41));
      assertThat(recent.gauge(Metric.DISPATCH_BACKLOG)).hasValue(1);
      assertThat(recent.p95(Metric.JOURNAL_BATCH)).as("no histogram of seconds").isEmpty();
    }
    assertThat(Telemetry.recent()).as("after its end").isEmpty();
  }

  private static Recent awaited() {
    for (long end = System.nanoTime() + Duration.ofSeconds(20).toNanos(); System.nanoTime() < end; Thread.onSpinWait()) {
      Recent recent = Telemetry.recent().filter(one -> one.p95(Metric.HANDOVER).filter(p95 -> p95.toMillis() > 1).isPresent()).orElse(null);
      if (recent != null) {
        return recent;
      }
    }
    throw new AssertionError("No tick in 20 s.");
  }

  @Test
  void countsNothingWhileItIsOff() {
    Config off = ConfigFactory.parseString("troupe { telemetry.enabled = off, tracing.otlp-endpoint = \"http://127.0.0.1:1\" }").withFallback(ConfigFactory.load());
    try (Telemetry telemetry = Telemetry.start(off)) {
      telemetry.sample(() -> Metrics.count(Metric.FENCED_WRITES));
      Metrics.count(Metric.REFUSALS, "anything");
      assertThat(telemetry.isOn()).isFalse();
      assertThat(Telemetry.scrape()).isEmpty();
      assertThat(Tracer.isOn()).isFalse();
      assertThat(Tracer.samples(true)).isFalse();
    } finally {
      Metrics.turn(true);
    }
  }

  @Test
  void countsWhatIsBeyondALabelsBoundTogether() {
    Series series = new Series(Metric.REFUSALS);
    for (int i = 0; i < Label.CODE.bound(); i++) {
      series.counter("code-" + i);
    }
    assertThat(series.counter("one more")).isSameAs(series.counter("and another")).isSameAs(series.counter(Label.OTHER));
    assertThat(series.counter("code-0")).isNotSameAs(series.counter(Label.OTHER));
  }

  private static void touch(Metric metric) {
    String[] labels = metric.labels().stream().map(label -> label.known().isEmpty() ? "x" : label.known().get(0)).toArray(String[]::new);
    switch (metric.kind()) {
      case COUNTER -> Metrics.count(metric, labels);
      case GAUGE -> Metrics.set(metric, 1, labels);
      case HISTOGRAM -> Metrics.sized(metric, 1, labels);
    }
  }
}
