package dev.troupe.load.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NemesisTest {

  private static final List<Fault> THREE = Faults.named(List.of("kill-one", "db-kill", "lost-answers"));

  @Test
  void choosesTheSameForTheSameSeed() {
    assertThat(Nemesis.chosen(THREE, 5, 7)).isEqualTo(Nemesis.chosen(THREE, 5, 7));
    assertThat(List.of(1L, 2L, 3L, 4L, 5L).stream().map(seed -> Nemesis.chosen(THREE, 3, seed)).distinct()).hasSizeGreaterThan(1);
  }

  @Test
  void letsEveryFaultComeBeforeAnyComesAgain() {
    assertThat(Nemesis.chosen(THREE, 3, 11)).containsExactlyInAnyOrderElementsOf(THREE);
    assertThat(Nemesis.chosen(THREE, 7, 11)).hasSize(7);
    assertThat(Nemesis.chosen(THREE, 7, 11).subList(3, 6)).containsExactlyInAnyOrderElementsOf(THREE);
  }

  @Test
  void dealsEveryFaultOnceToSuccessiveRuns() {
    List<Fault> all = Faults.named(List.of("all"));
    long first = 7L * all.size();
    assertThat(LongStream.range(first, first + all.size()).mapToObj(seed -> Nemesis.chosen(all, 1, seed)).flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(LongStream.range(0, all.size() / 2).mapToObj(seed -> Nemesis.chosen(all, 2, seed)).flatMap(List::stream)).doesNotHaveDuplicates();
  }

  @Test
  void knowsItsFaultsByNameAndGroup() {
    assertThat(Faults.named(List.of("suite"))).hasSize(4);
    assertThat(Faults.named(List.of("kill-one", "suite"))).extracting(Fault::name).startsWith("kill-one").doesNotHaveDuplicates();
    assertThat(Faults.named(List.of("all"))).hasSizeGreaterThan(25);
    assertThatThrownBy(() -> Faults.named(List.of("flood"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("kill-one");
  }
}
