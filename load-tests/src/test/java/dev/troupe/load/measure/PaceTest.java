package dev.troupe.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PaceTest {

  @Test
  void keepsEvenDistances() {
    Pace pace = Pace.even(200);
    assertThat(List.of(pace.nextNanos(), pace.nextNanos(), pace.nextNanos())).containsExactly(5_000_000L, 10_000_000L, 15_000_000L);
  }

  @Test
  void drawsTheSameTimesForTheSameSeed() {
    assertThat(times(Pace.random(100, 7), 50)).isEqualTo(times(Pace.random(100, 7), 50)).isNotEqualTo(times(Pace.random(100, 8), 50)).isSorted();
  }

  @Test
  void drawsAsManyAsTheRateSays() {
    long last = times(Pace.random(100, 1), 10_000).get(9_999);
    assertThat(last / 1e9).isBetween(95.0, 105.0);
  }

  @Test
  void tellsWhenAnArrivalWasMeantToBeThoughTheLoopWasHeldUp() throws InterruptedException {
    long start = System.nanoTime();
    List<Long> meant = new ArrayList<>();
    long count = OpenLoop.run(Pace.even(1_000), start, start + 50_000_000L, at -> {
      if (meant.isEmpty()) {
        for (long wake = System.nanoTime() + 200_000_000L; System.nanoTime() < wake; ) {
          LockSupport.parkNanos(wake - System.nanoTime());
        }
      }
      meant.add(at - start);
    });
    assertThat(count).isEqualTo(50);
    assertThat(meant).hasSize(50).startsWith(1_000_000L, 2_000_000L).endsWith(50_000_000L);
  }

  private static List<Long> times(Pace pace, int count) {
    List<Long> times = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      times.add(pace.nextNanos());
    }
    return times;
  }
}
