package dev.troupe.node.feed;

import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery.FeedReply.Page;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads the journal on threads that may block: so many readings at most may be under way or wait, a further one fails at once. */
final class FeedJournal {
  private final FeedReader reader;
  private final Executor blocking;
  private final int maxReadings;
  private final AtomicInteger readings = new AtomicInteger();

  FeedJournal(FeedReader reader, Executor blocking, int maxReadings) {
    this.reader = reader;
    this.blocking = blocking;
    this.maxReadings = maxReadings;
  }

  CompletionStage<EventPosition> end() {
    return run(reader::end);
  }

  CompletionStage<Standing> standing(EventPosition position) {
    return run(() -> reader.standing(position));
  }

  CompletionStage<Page> after(EventPosition position, int limit) {
    return run(() -> reader.after(position, limit));
  }

  private interface Reading<T> {
    T read() throws SQLException;
  }

  private <T> CompletionStage<T> run(Reading<T> reading) {
    if (readings.incrementAndGet() > maxReadings) {
      readings.decrementAndGet();
      return CompletableFuture.failedFuture(new RejectedExecutionException("Expected room for a reading, but " + maxReadings + " wait."));
    }
    CompletableFuture<T> read;
    try {
      read = CompletableFuture.supplyAsync(() -> now(reading), blocking);
    } catch (RejectedExecutionException closing) {
      read = CompletableFuture.failedFuture(closing);
    }
    return read.whenComplete((value, failure) -> readings.decrementAndGet());
  }

  private static <T> T now(Reading<T> reading) {
    try {
      return reading.read();
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }
}
