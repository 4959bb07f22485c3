package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
  private static final long PATIENCE_SECONDS = 20;
  private static final JournalSettings SETTINGS = new JournalSettings(2, 1_000, 400, 4 << 20, Duration.ofMillis(2), Duration.ofSeconds(5));
  private final AtomicLong nanos = new AtomicLong();
  private WriteQueue queue = new WriteQueue(SETTINGS, nanos::get);

  @Test
  void handsOutALoneWriteAtOnce() throws Exception {
    for (int second = 0; second < 3; second++) {
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      queue.offer(write());
      assertThat(taken().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).hasSize(1);
    }
  }

  /** The clock stands still while it waits, so only what comes can end that. */
  @Test
  void gathersWhileManyCome() throws Exception {
    manyHaveCome();
    queue.offer(write());
    CompletableFuture<List<PendingWrite>> first = taken();
    CompletableFuture<List<PendingWrite>> second = taken();
    for (int number = 0; number < 63; number++) {
      assertThat(first.isDone() || second.isDone()).isFalse();
      queue.offer(write());
    }
    assertThat(first.applyToEither(second, List::size).get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(64);
    queue.close();
    assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS).size() + second.get(PATIENCE_SECONDS, TimeUnit.SECONDS).size()).isEqualTo(64);
  }

  /** Each look at the clock finds it 0.1 ms later. */
  @Test
  void stopsGatheringWhenItsTimeIsOver() throws Exception {
    queue = new WriteQueue(SETTINGS, () -> nanos.addAndGet(TimeUnit.MICROSECONDS.toNanos(100)));
    manyHaveCome();
    queue.offer(write());
    queue.offer(write());
    assertThat(taken().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).hasSize(2);
  }

  @Test
  void stopsGatheringWhenItIsClosed() throws Exception {
    manyHaveCome();
    queue.offer(write());
    CompletableFuture<List<PendingWrite>> taken = taken();
    queue.close();
    assertThat(taken.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).hasSize(1);
    assertThat(taken().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void expectsWhatTheLastWindowSaw() {
    ArrivalRate rate = new ArrivalRate(20, 0);
    for (int at = 0; at < 20; at++) {
      rate.arrived(at);
    }
    assertThat(rate.expectedWithin(2, 19)).isZero();
    assertThat(rate.expectedWithin(2, 20)).isEqualTo(2);
    assertThat(rate.expectedWithin(2, 39)).isEqualTo(2);
    assertThat(rate.expectedWithin(2, 40)).isZero();
    rate.arrived(41);
    assertThat(rate.expectedWithin(20, 60)).isEqualTo(1);
    assertThat(rate.expectedWithin(20, 1_000)).isZero();
  }

  /** 200 in a window of 20 ms, all taken: 20 are expected in 2 ms. */
  private void manyHaveCome() {
    for (int number = 0; number < 200; number++) {
      queue.offer(write());
    }
    queue.drain();
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(20));
  }

  private CompletableFuture<List<PendingWrite>> taken() {
    return CompletableFuture.supplyAsync(queue::takeBatch, task -> {
      Thread thread = new Thread(task, "taker");
      thread.setDaemon(true);
      thread.start();
    });
  }

  private static PendingWrite write() {
    JournalRow.Stored payload = new JournalRow.Stored(1, "m", new byte[] {'{', '}'});
    JournalRow row = new JournalRow("work|1", 1, false, "w", 0, "", payload, null, Happened.AT, "test.noted", null, null, null, null, null);
    return new PendingWrite(List.of(row), false, outcome -> {});
  }
}
