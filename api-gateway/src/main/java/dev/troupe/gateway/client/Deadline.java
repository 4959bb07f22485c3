package dev.troupe.gateway.client;

import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** When a batch stops beginning new things. What is refused here was not tried, so it can safely be sent again. */
final class Deadline {
  private final long nanos;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  boolean hasPassed() {
    return System.nanoTime() - nanos >= 0;
  }

  CompletionStage<WorkReply> unlessPassed(Supplier<CompletionStage<WorkReply>> action) {
    if (!hasPassed()) {
      return action.get();
    }
    return CompletableFuture.completedFuture(
        new WorkReply.Refused(
            Refusal.of(Code.UNAVAILABLE, "Expected to get to this item within the time of the batch, but it was not tried.")));
  }
}
