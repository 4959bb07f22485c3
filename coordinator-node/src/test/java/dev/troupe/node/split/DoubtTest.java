package dev.troupe.node.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DoubtTest {
  private static final long START = Long.MAX_VALUE - 5_000_000;

  private final Doubt doubt = new Doubt(at(2_000) - START, at(20_000) - START, START);

  @Test
  void asksNobodyWhileAllIsWell() {
    for (int millis = 100; millis < 60_000; millis += 100) {
      assertThat(doubt.tick(false, at(millis))).isFalse();
      assertThat(doubt.isInDoubt(at(millis + 99))).isFalse();
    }
  }

  @Test
  void isInDoubtAfterAPauseBeforeAnyoneHasNoticed() {
    doubt.tick(false, at(100));
    assertThat(doubt.isInDoubt(at(2_100))).isFalse();
    assertThat(doubt.isInDoubt(at(2_101))).isTrue();
  }

  @Test
  void isInDoubtUntilItHasAskedAfterThePause() {
    doubt.tick(false, at(100));
    assertThat(doubt.tick(false, at(9_100))).as("asks").isTrue();
    doubt.told(false, at(100));
    assertThat(doubt.isInDoubt(at(9_150))).as("an answer from before the pause").isTrue();
    doubt.told(false, at(9_100));
    assertThat(doubt.isInDoubt(at(9_150))).isFalse();
    assertThat(doubt.tick(false, at(9_200))).as("goes on asking: they may decide only now").isTrue();
    for (int millis = 9_300; millis <= 29_100; millis += 100) {
      doubt.tick(false, at(millis));
    }
    assertThat(doubt.tick(false, at(29_200))).isFalse();
  }

  @Test
  void asksWithoutDoubtWhileOthersCannotBeReached() {
    assertThat(doubt.tick(true, at(100))).isTrue();
    assertThat(doubt.isInDoubt(at(150))).isFalse();
    assertThat(doubt.tick(false, at(200))).isTrue();
  }

  @Test
  void staysGivenUp() {
    doubt.told(true, at(100));
    doubt.told(false, at(200));
    doubt.tick(false, at(300));
    assertThat(doubt.isInDoubt(at(301))).isTrue();
  }

  /** The monotonic clock may begin anywhere, and pass the largest number. */
  private static long at(long millis) {
    return START + TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
