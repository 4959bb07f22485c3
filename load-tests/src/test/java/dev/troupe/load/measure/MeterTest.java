package dev.troupe.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MeterTest {

  private final Meter meter = new Meter();

  @Test
  void timesOnlyWhatEndedWell() {
    done(Op.ADD, 10);
    meter.ended(Op.ADD, Ending.SHED, TimeUnit.SECONDS.toNanos(9));
    meter.ended(Op.ADD, Ending.BROKEN, TimeUnit.SECONDS.toNanos(9));
    Meter.Point adds = meter.totals().get(Op.ADD);
    assertThat(adds.done()).isEqualTo(1);
    assertThat(adds.maxMs()).isBetween(9.9, 10.2);
    assertThat(adds.shed()).isEqualTo(1);
    assertThat(adds.broken()).isEqualTo(1);
    assertThat(meter.totals()).doesNotContainKey(Op.CLAIM);
  }

  @Test
  void splitsTheRunIntoStretchesAndKeepsTheWhole() {
    done(Op.COMPLETE, 1);
    done(Op.COMPLETE, 1);
    assertThat(meter.tick().points().get(Op.COMPLETE).done()).isEqualTo(2);
    done(Op.COMPLETE, 100);
    assertThat(meter.tick().points().get(Op.COMPLETE)).satisfies(point -> {
      assertThat(point.done()).isEqualTo(1);
      assertThat(point.p50Ms()).isGreaterThan(90);
    });
    assertThat(meter.tick().points()).isEmpty();
    assertThat(meter.totals().get(Op.COMPLETE).done()).isEqualTo(3);
    assertThat(meter.series()).hasSize(4);
  }

  @Test
  void forgetsTheWarmUp() {
    AtomicInteger restarts = new AtomicInteger();
    meter.onRestart(restarts::incrementAndGet);
    done(Op.ADD, 5_000);
    meter.tick();
    done(Op.ADD, 5_000);
    meter.restart();
    done(Op.ADD, 1);
    Meter.Point adds = meter.totals().get(Op.ADD);
    assertThat(adds.done()).isEqualTo(1);
    assertThat(adds.maxMs()).isLessThan(2);
    assertThat(restarts).hasValue(1);
  }

  @Test
  void tellsWhatThisProcessCosts() {
    long own = ProcessHandle.current().pid();
    assertThat(ProcessCosts.cpuSeconds(java.util.List.of(own))).isPositive();
    assertThat(ProcessCosts.cpuSecondsWithChildren(own)).isPositive();
    assertThat(ProcessCosts.ownCpuSeconds()).isPositive();
    assertThat(ProcessCosts.residentMib(own)).isPositive();
    assertThat(ProcessCosts.residentMib(Long.MAX_VALUE)).isZero();
  }

  private void done(Op op, long millis) {
    meter.ended(op, Ending.DONE, TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
