package dev.troupe.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerDeathsTest {
  private final PeerDeaths<String> deaths = new PeerDeaths<>(2);

  @Test
  void givesUpAPeerThatRefusesSeveralTimesInARow() {
    assertThat(deaths.after(Set.of("b", "c"), Set.of("b"))).isEmpty();
    assertThat(deaths.after(Set.of("b", "c"), Set.of("b"))).containsExactly("b");
  }

  @Test
  void beginsToCountAnewWhenAPeerAnswers() {
    deaths.after(Set.of("b", "c"), Set.of("b"));
    deaths.after(Set.of("b", "c"), Set.of());
    assertThat(deaths.after(Set.of("b", "c"), Set.of("b"))).isEmpty();
  }

  @Test
  void neverGivesUpOnTheMany() {
    for (int round = 0; round < 5; round++) {
      assertThat(deaths.after(Set.of("b", "c"), Set.of("b", "c"))).isEmpty();
    }
  }

  @Test
  void doesNotGiveUpOnHalfOfAnEvenCluster() {
    for (int round = 0; round < 5; round++) {
      assertThat(deaths.after(Set.of("b", "c", "d"), Set.of("c", "d"))).isEmpty();
      assertThat(deaths.after(Set.of("b"), Set.of("b"))).isEmpty();
    }
  }

  @Test
  void forgetsAPeerThatHasLeft() {
    deaths.after(Set.of("b", "c", "d"), Set.of("b"));
    assertThat(deaths.after(Set.of("c", "d"), Set.of("b"))).isEmpty();
  }
}
