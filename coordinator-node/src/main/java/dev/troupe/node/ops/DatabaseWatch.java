package dev.troupe.node.ops;

import dev.troupe.node.journal.JournalDatabase;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Whether PostgreSQL answers this node: asked again and again, one question at a time, so that it is noticed even when nobody writes. A question that
 * stays open for longer than {@link #PATIENCE} counts as no answer; the next one is asked when it has ended.
 */
final class DatabaseWatch {
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final JournalDatabase database;
  private final Executor blocking;
  private CompletableFuture<Optional<String>> question;
  private long askedNanos;

  DatabaseWatch(JournalDatabase database, Executor blocking) {
    this.database = database;
    this.blocking = blocking;
    ask();
  }

  /** Never blocks. To be called by one thread. */
  void look() {
    if (question.isDone()) {
      Metrics.set(Metric.DATABASE_UP, question.isCompletedExceptionally() || question.join().isPresent() ? 0 : 1);
      ask();
    } else if (System.nanoTime() - askedNanos > PATIENCE.toNanos()) {
      Metrics.set(Metric.DATABASE_UP, 0);
    }
  }

  private void ask() {
    askedNanos = System.nanoTime();
    question = CompletableFuture.supplyAsync(() -> database.silence(PATIENCE), blocking);
  }
}
