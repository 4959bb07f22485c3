package dev.troupe.load.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cli.Console;
import dev.troupe.load.chaos.fault.Faults;
import dev.troupe.load.chaos.fault.Struck;
import dev.troupe.load.chaos.report.RunResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short run with a fixed seed: a node killed, one that stands still, lost answers, PostgreSQL restarted, one after another under load. */
class ChaosTest {

  /** Where the machine is busy an item is woken late; how late at most on a quiet one is measured by {@code ./troupe chaos}. */
  private static final Duration NOISE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void keepsEveryPromiseWhileNodesAnswersAndTheDatabaseFail() throws Exception {
    assertKeepsEveryPromise(7, "suite", 4);
  }

  /** Found by this seed: two nodes, back from a pause, answered and stored for ten seconds although the third had taken over from them. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void keepsEveryPromiseWhenTwoNodesWereGivenUpWhileTheyStoodStill() throws Exception {
    assertKeepsEveryPromise(736, "pause-two", 1);
  }

  private void assertKeepsEveryPromise(long seed, String faults, int many) throws Exception {
    ChaosOptions options = new ChaosOptions(seed, 3, Faults.named(List.of(faults)), many, Duration.ofMillis(500), NOISE, false, folder);
    RunResult result = new ChaosRun(options, Console.standard()).play("suite", Map.of());
    assertThat(result.verdicts()).as("%s, %s", result.faults(), result.codes()).hasSize(10)
      .allSatisfy(verdict -> assertThat(verdict.findings()).as(verdict.check()).isEmpty());
    assertThat(result.faults()).hasSize(many).extracting(Struck::problem).containsOnlyNulls();
  }
}
