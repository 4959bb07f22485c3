package dev.troupe.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.troupe.load.measure.Ending;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.scenario.Plan;
import dev.troupe.load.scenario.Repetition;
import dev.troupe.load.scenario.Report;
import dev.troupe.load.scenario.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
  void judgesSeveralRunsByTheMedianAndByEveryPromise() {
    Repetition mostlyGood = Repetition.of(List.of(clean(5), clean(900), clean(20)));
    assertThat(mostlyGood.good()).isTrue();
    assertThat(Summary.of(mostlyGood)).contains("median of 3", "GOOD: steady").containsPattern("p99 of add, ms +below 150 +20\\.0+ +5\\.0+ +900\\.0+ +met");
    assertThat(Repetition.of(List.of(clean(200), clean(5), clean(900))).good()).isFalse();
    assertThat(Repetition.of(List.of(clean(5), report(true), clean(5))).good()).as("a broken promise in one run of three").isFalse();
    Repetition withACallOfTheLastRunAlone = Repetition.of(List.of(clean(5), clean(5), withTarget(clean(5), new Target("p99 of fail, ms", 300, "below 150", false))));
    assertThat(withACallOfTheLastRunAlone.verdicts()).extracting(spread -> spread.median().what()).containsExactly("p99 of add, ms", "p99 of fail, ms");
    assertThat(withACallOfTheLastRunAlone.good()).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> Repetition.of(List.of(clean(5), clean(6))));
  }

  @Test
  void drawsUpToARoundNumber() {
    assertThat(Plot.ceiling(0)).isEqualTo(1);
    assertThat(Plot.ceiling(1.7)).isEqualTo(2);
    assertThat(Plot.ceiling(240)).isEqualTo(250);
    assertThat(Plot.ceiling(501)).isEqualTo(1_000);
    assertThat(Plot.of(List.of(new Plot.Series("p50", List.of(new double[] {1, 10}, new double[] {2, 20}))), "ms")).contains("points=\"503.0,130.0 946.0,26.0 \"");
  }

  private static Report withTarget(Report report, Target more) {
    List<Target> verdicts = new ArrayList<>(report.verdicts());
    verdicts.add(more);
    return new Report(report.scenario(), report.description(), report.good(), report.at(), report.targets(), report.localCluster(), report.plan(),
      report.elapsedSeconds(), verdicts, report.figures(), report.calls(), report.check(), report.machine(), report.series());
  }

  private static Report clean(double p99) {
    Report report = report(true);
    return new Report(report.scenario(), report.description(), p99 < 150, report.at(), report.targets(), report.localCluster(), report.plan(), report.elapsedSeconds(),
      List.of(new Target("p99 of add, ms", p99, "below 150", p99 < 150)), report.figures(), report.calls(),
      new Report.Check("journal", 10, 10, 7, 0, 0, List.of(), 0, List.of()), report.machine(), report.series());
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
