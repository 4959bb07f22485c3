package dev.troupe.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.client.ScalingAdvice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a docker command of its own, which keeps the service in two files and writes down what it is asked. */
class ScaleFollowerTest {

  private static final ScaleRules RULES = new ScaleRules(3, 6, Duration.ofSeconds(60));
  private static final String DOCKER = """
    #!/bin/sh
    cd "$(dirname "$0")"
    echo "$@" >> asked
    case "$1 $2" in
      "service inspect") [ "$3" = troupe_node ] || { echo "Error: no such service: $3" >&2; exit 1; }; echo "$(cat replicas) $(cat update)" ;;
      "service scale") echo "${4#troupe_node=}" > replicas ;;
      *) echo "unknown command" >&2; exit 1 ;;
    esac
    """;

  @TempDir
  private Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
  private final AtomicReference<Integer> recommended = new AtomicReference<>(3);

  @BeforeEach
  void startSwarm() throws IOException {
    Files.writeString(folder.resolve("docker"), DOCKER);
    assertThat(folder.resolve("docker").toFile().setExecutable(true)).isTrue();
    write("replicas", "3");
    write("update", "");
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text + "\n");
  }

  private String replicas() throws IOException {
    return Files.readString(folder.resolve("replicas")).strip();
  }

  private List<String> scaled() throws IOException {
    return Files.readAllLines(folder.resolve("asked")).stream().filter(line -> line.startsWith("service scale")).toList();
  }

  private ScaleFollower follower(String service, boolean dryRun) {
    return new ScaleFollower(() -> advice(recommended.get()), new Docker(folder.resolve("docker").toString(), Map.of()), service, RULES, dryRun, now::get);
  }

  private static ScalingAdvice advice(Integer recommended) {
    return new ScalingAdvice(3, recommended, "stay", "So it is.", 3, 7, Instant.EPOCH, List.of(), Instant.EPOCH);
  }

  @Test
  void setsWhatIsRecommendedOnceInACooldown() throws IOException {
    ScaleFollower follower = follower("troupe_node", false);
    assertThat(follower.look()).isEqualTo("troupe_node is left alone: 3 tasks are as they should be. So it is.");
    recommended.set(5);
    assertThat(follower.look()).isEqualTo("troupe_node is scaled from 3 to 5 tasks. So it is.");
    assertThat(replicas()).isEqualTo("5");
    recommended.set(4);
    now.updateAndGet(at -> at.plusSeconds(59));
    assertThat(follower.look()).contains("less than 60 s ago: not before 2026-11-21T12:01:00Z");
    now.updateAndGet(at -> at.plusSeconds(1));
    assertThat(follower.look()).contains("from 5 to 4 tasks");
    assertThat(scaled()).containsExactly("service scale --detach troupe_node=5", "service scale --detach troupe_node=4");
  }

  @Test
  void staysWithinItsOwnBoundsWhateverIsRecommended() throws IOException {
    recommended.set(7);
    assertThat(follower("troupe_node", false).look()).contains("from 3 to 6 tasks (7 is recommended, 3 to 6 are allowed)");
    assertThat(replicas()).isEqualTo("6");
  }

  @Test
  void changesNothingInADryRun() throws IOException {
    recommended.set(5);
    assertThat(follower("troupe_node", true).look()).isEqualTo("troupe_node would be scaled from 3 to 5 tasks. So it is.");
    assertThat(replicas()).isEqualTo("3");
    assertThat(scaled()).isEmpty();
  }

  @Test
  void leavesTheServiceAloneWhileItIsUpdatedOrTheAdvisorWatches() throws IOException {
    recommended.set(5);
    for (String state : List.of("updating", "rollback_started", "paused", "rollback_paused")) {
      write("update", state);
      assertThat(follower("troupe_node", false).look()).as(state).contains("an update is under way or was stopped");
    }
    write("update", "completed");
    recommended.set(null);
    assertThat(follower("troupe_node", false).look()).contains("still watches");
    assertThat(scaled()).isEmpty();
  }

  @Test
  void tellsWhatDockerSaysWhenItRefuses() throws IOException {
    assertThatThrownBy(() -> follower("other", false).look()).isInstanceOf(CommandFailed.class).hasMessageContaining("no such service: other");
    write("replicas", "global");
    assertThatThrownBy(() -> follower("troupe_node", false).look()).isInstanceOf(CommandFailed.class).hasMessageContaining("replicated service");
  }

  @Test
  void neverLeavesItsBoundsNorChangesTwiceInACooldown() {
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    Random random = new Random(seed);
    int replicas = 4;
    Instant at = now.get();
    Optional<Instant> changed = Optional.empty();
    for (int i = 0; i < 10_000; i++) {
      at = at.plusSeconds(random.nextInt(40));
      Integer wanted = random.nextInt(5) == 0 ? null : random.nextInt(40) - 5;
      ScaleRules.Decision decision = RULES.decide(advice(wanted), new ScaleRules.Service(replicas, random.nextInt(10) == 0), changed, at);
      if (decision.replicas().isPresent()) {
        replicas = decision.replicas().get();
        assertThat(replicas).as("seed %d", seed).isBetween(3, 6);
        if (changed.isPresent()) {
          assertThat(Duration.between(changed.get(), at)).as("seed %d", seed).isGreaterThanOrEqualTo(RULES.cooldown());
        }
        changed = Optional.of(at);
      }
    }
    assertThat(changed).isPresent();
  }

  @Test
  void refusesBoundsThatDoNotFit() {
    assertThatThrownBy(() -> new ScaleRules(0, 3, Duration.ZERO)).hasMessageContaining("--min");
    assertThatThrownBy(() -> new ScaleRules(4, 3, Duration.ZERO)).hasMessageContaining("--max");
    assertThatThrownBy(() -> new ScaleRules(1, 3, Duration.ofSeconds(-1))).hasMessageContaining("--cooldown");
  }
}
