package dev.troupe.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeProgramTest {

  private static final String OPTIONS = "TROUPE_NODE_JAVA_OPTS";

  @Test
  void leavesTheOptimizingCompilerToNodesThatHaveTwoProcessorsEach() {
    assertThat(NodeProgram.sharingProcessors(Map.of(), 1, 2)).isEmpty();
    assertThat(NodeProgram.sharingProcessors(Map.of(), 1, 1)).isEmpty();
    assertThat(NodeProgram.sharingProcessors(Map.of(), 3, 6)).isEmpty();
  }

  @Test
  void givesCrowdedNodesTheQuickCompiler() {
    assertThat(NodeProgram.sharingProcessors(Map.of(), 3, 2)).containsEntry(OPTIONS, "-XX:TieredStopAtLevel=1");
  }

  @Test
  void putsWhatTheUserSaysLastSoThatItStands() {
    assertThat(NodeProgram.sharingProcessors(Map.of(OPTIONS, "-XX:TieredStopAtLevel=4"), 3, 2))
      .containsEntry(OPTIONS, "-XX:TieredStopAtLevel=1 -XX:TieredStopAtLevel=4");
  }
}
