package dev.troupe.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.load.measure.Ending;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.scenario.Plan;
import dev.troupe.load.scenario.Report;
import dev.troupe.load.scenario.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {

  @Test
  void showsTargetsPlotsAndPromisesWithoutAnythingFromElsewhere() {
    String page = Page.of(report(false));
    assertThat(page).contains("not good", "p99 of add, ms", "class=\"missed\">missed", "class=\"met\">met", "Latency of add", "<polyline", "2 owned twice");
    assertThat(page).doesNotContain("<script", "src=", "href=", "@import", "url(");
    assertThat(Page.of(report(true))).contains("verdict good\">good");
  }

  @Test
  void writesWhatCameFromOutsideAsText() {
    assertThat(Page.of(report(false))).contains("&lt;b&gt;bold&lt;/b&gt; &amp; &quot;more&quot;").doesNotContain("<b>bold");
  }

  @Test
  void saysTheVerdictInTheSummaryToo() {
    assertThat(Summary.of(report(false))).contains("MISSED", "met", "BAD: steady", "VIOLATION", "items_completed: 7");
    assertThat(Summary.of(report(true))).endsWith("GOOD: steady\n");
  }

  @Test
  void drawsUpToARoundNumber() {
    assertThat(Plot.ceiling(0)).isEqualTo(1);
    assertThat(Plot.ceiling(1.7)).isEqualTo(2);
    assertThat(Plot.ceiling(240)).isEqualTo(250);
    assertThat(Plot.ceiling(501)).isEqualTo(1_000);
    assertThat(Plot.of(List.of(new Plot.Series("p50", List.of(new double[] {1, 10}, new double[] {2, 20}))), "ms")).contains("points=\"503.0,130.0 946.0,26.0 \"");
  }

  private static Report report(boolean good) {
    Meter meter = new Meter();
    meter.ended(Op.ADD, Ending.DONE, 5_000_000);
    meter.ended(Op.ADD, Ending.SHED, 1);
    meter.tick();
    return new Report("steady", "A fleet.", good, Instant.EPOCH, List.of("http://127.0.0.1:8080"), true, new Plan(100, 0, 50, Duration.ofSeconds(60), 1, 1), 60,
      List.of(new Target("p99 of add, ms", 5, "below 150", true), new Target("items left", 3, "exactly 0", false)), Map.of("items_completed", 7), meter.totals(),
      new Report.Check("journal", 10, 10, 7, 2, 0, List.of("<b>bold</b> & \"more\""), 0, List.of()), new Report.Machine(2, 1, 1, 1, 300, 100), meter.series());
  }
}
