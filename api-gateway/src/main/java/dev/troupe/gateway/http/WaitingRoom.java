package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Counts the calls of this node that wait for something to happen. When it is full, the next one hears so at once, and tries another node. */
final class WaitingRoom {
  private final int seats;
  private final AtomicInteger taken = new AtomicInteger();

  WaitingRoom(int seats) {
    this.seats = seats;
    Metrics.set(Metric.WAITING_CALLS, 0);
  }

  /** Refused as overloaded, with nothing asked of anybody, when all seats are taken. */
  CompletionStage<HttpResponse> wait(Supplier<CompletionStage<HttpResponse>> call) {
    if (taken.incrementAndGet() > seats) {
      taken.decrementAndGet();
      return Calls.refused(
          Refusal.limited(Code.OVERLOADED, "Expected room for a call that waits, but " + seats + " wait on this node. Try another.", seats));
    }
    Metrics.add(Metric.WAITING_CALLS, 1);
    CompletionStage<HttpResponse> answer;
    try {
      answer = call.get();
    } catch (RuntimeException fault) {
      leave();
      throw fault;
    }
    return answer.whenComplete((response, failure) -> leave());
  }

  private void leave() {
    taken.decrementAndGet();
    Metrics.add(Metric.WAITING_CALLS, -1);
  }
}
