package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.protocol.ScalingAdvice;
import dev.troupe.protocol.ScalingQuery.ScalingReply;
import java.io.IOException;

/** {@code /v1/scaling}: how many nodes there should be, and why. It only says so; whoever starts nodes may follow it. */
final class ScalingRoutes {
  private final Coordinator coordinator;
  private final Calls calls;

  ScalingRoutes(Coordinator coordinator, Calls calls) {
    this.coordinator = coordinator;
    this.calls = calls;
  }

  void enter(Endpoints endpoints) {
    endpoints.on("GET /v1/scaling", calls.read(() -> coordinator.adviseScaling().thenApply(ScalingRoutes::answer)));
  }

  private static HttpResponse answer(ScalingReply reply) {
    return reply instanceof ScalingReply.Advised advised
        ? JsonWriting.ok(to -> write(to, advised.advice()))
        : Problems.of(((ScalingReply.Refused) reply).refusal());
  }

  private static void write(JsonGenerator to, ScalingAdvice advice) throws IOException {
    to.writeStartObject();
    to.writeNumberField("nodes", advice.nodes());
    JsonWriting.number(to, "recommended_nodes", advice.recommended());
    to.writeStringField("action", JsonWriting.lower(advice.action()));
    to.writeStringField("reason", advice.reason());
    to.writeNumberField("min_nodes", advice.min());
    to.writeNumberField("max_nodes", advice.max());
    JsonWriting.instant(to, "hold_until", advice.holdUntil());
    to.writeArrayFieldStart("signals");
    for (ScalingAdvice.Signal signal : advice.signals()) {
      to.writeStartObject();
      to.writeStringField("signal", JsonWriting.lower(signal.kind()));
      JsonWriting.number(to, "value", signal.value().map(ScalingRoutes::rounded));
      to.writeNumberField("target", signal.target());
      JsonWriting.number(to, "nodes", signal.nodes());
      to.writeEndObject();
    }
    to.writeEndArray();
    JsonWriting.instant(to, "as_of", advice.asOf());
    to.writeEndObject();
  }

  /** To a thousandth: milliseconds, and tenths of a per cent. */
  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
