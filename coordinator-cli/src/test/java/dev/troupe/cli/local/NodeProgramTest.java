package dev.troupe.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeProgramTest {

  private static final String OPTIONS = "TROUPE_NODE_JAVA_OPTS";
  private static final String THREADS = "TROUPE_ACTOR_THREADS";

  @Test
  void leavesTheOptimizingCompilerToNodesThatHaveTwoProcessorsEach() {
    assertThat(NodeProgram.sharingProcessors(Map.of(), 1, 2)).doesNotContainKey(OPTIONS);
    assertThat(NodeProgram.sharingProcessors(Map.of(), 1, 1)).doesNotContainKey(OPTIONS);
    assertThat(NodeProgram.sharingProcessors(Map.of(), 3, 6)).doesNotContainKey(OPTIONS);
  }

  @Test
  void givesCrowdedNodesTheQuickCompiler() {
    assertThat(NodeProgram.sharingProcessors(Map.of(), 3, 2)).containsEntry(OPTIONS, "-XX:TieredStopAtLevel=1");
  }

  @Test
  void leavesProcessorsToTheDatabaseAndToCallers() {
    assertThat(NodeProgram.sharingProcessors(Map.of(), 1, 2)).containsEntry(THREADS, "1");
    assertThat(NodeProgram.sharingProcessors(Map.of(), 3, 2)).containsEntry(THREADS, "1");
    assertThat(NodeProgram.sharingProcessors(Map.of(), 3, 16)).containsEntry(THREADS, "4");
    assertThat(NodeProgram.sharingProcessors(Map.of(THREADS, "7"), 1, 2)).containsEntry(THREADS, "7");
  }

  @Test
  void putsWhatTheUserSaysLastSoThatItStands() {
    assertThat(NodeProgram.sharingProcessors(Map.of(OPTIONS, "-XX:TieredStopAtLevel=4"), 3, 2))
      .containsEntry(OPTIONS, "-XX:TieredStopAtLevel=1 -XX:TieredStopAtLevel=4");
  }
}
