package dev.troupe.node.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CrowdTest {
  private static final long MIB = 1_024 * 1_024;

  @Test
  void isTooMuchBeyondItsBoundAndUntilEnoughHaveLeft() {
    Crowd crowd = new Crowd(2);
    crowd.came();
    crowd.came();
    assertThat(crowd.isTooMuch()).isFalse();

    crowd.came();
    assertThat(crowd.isTooMuch()).isTrue();

    crowd.left();
    assertThat(crowd.isTooMuch()).isFalse();
  }

  @Test
  void takesAThirdOfTheHeapUnlessANumberIsGiven() {
    assertThat(WorkSettings.mostInMemory(0, 512 * MIB)).isEqualTo(21_845);
    assertThat(WorkSettings.mostInMemory(0, 8 * MIB)).isEqualTo(1_000);
    assertThat(WorkSettings.mostInMemory(77, 512 * MIB)).isEqualTo(77);
  }

  @Test
  void namesTheKeyThatIsOutOfRange() {
    Duration minute = Duration.ofMinutes(1);
    assertThatThrownBy(() -> new WorkSettings(minute, minute, minute, -1, 100, 100)).hasMessageContaining("troupe.work.most-in-memory");
    assertThatThrownBy(() -> new WorkSettings(minute, minute, Duration.ZERO, 1, 100, 100)).hasMessageContaining("troupe.work.idle-when-crowded");
  }
}
