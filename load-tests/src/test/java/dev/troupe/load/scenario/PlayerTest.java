package dev.troupe.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cli.Console;
import dev.troupe.cli.client.Json;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.load.TemporaryCluster;
import dev.troupe.load.measure.Op;
import dev.troupe.load.report.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Small fleets on a real node. Whether targets are met is for quiet machines; that they are judged, and the promises kept, holds on any. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class PlayerTest {

  @TempDir
  Path folder;

  @Test
  void playsAFleetAndChecksItFromTheJournalAndFromHistories() throws Exception {
    try (TemporaryCluster temporary = TemporaryCluster.start(folder, 1, Console.standard())) {
      LocalCluster cluster = temporary.cluster();
      Report mixed = new Player(Scenarios.named("mixed"), new Plan(20, 0, 20, Duration.ofSeconds(2), 1, 3), cluster.urls(), Optional.empty(), Optional.of(cluster),
        Console.standard()).play(0, 0);
      assertThat(mixed.check().source()).isEqualTo("journal");
      keptItsPromises(mixed);

      Report drain = new Player(Scenarios.named("drain"), new Plan(10, 50, 0, Duration.ofMinutes(1), 1, 1), cluster.urls(), Optional.empty(), Optional.empty(),
        Console.standard()).play(0, 20);
      assertThat(drain.check().source()).isEqualTo("histories over HTTP");
      assertThat(drain.check().items()).isEqualTo(50);
      assertThat(drain.check().checked()).isEqualTo(20);
      assertThat(drain.calls().get(Op.COMPLETE).done()).isEqualTo(50);
      keptItsPromises(drain);
    }
  }

  private static void keptItsPromises(Report report) {
    assertThat(report.check().violations()).isEmpty();
    assertThat(report.check().firstUnforeseen()).isEmpty();
    assertThat(report.check().completed()).isPositive();
    assertThat(report.verdicts()).isNotEmpty();
    assertThat(report.verdicts().stream().filter(target -> target.what().startsWith("items")).toList()).isNotEmpty().allMatch(Target::met);
    assertThat(Page.of(report)).contains("<polyline");
    assertThat(Json.pretty(report)).contains("\"verdicts\"", "\"series\"", "\"complete\"");
  }
}
