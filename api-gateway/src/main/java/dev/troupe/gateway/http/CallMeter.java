package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import dev.troupe.telemetry.Span;
import dev.troupe.telemetry.Tracer;
import java.time.Instant;
import java.util.Map;

/** Counts one call, from its head to its answer. */
final class CallMeter {
  private static final String UNKNOWN = "unknown";

  private final long begunNanos = System.nanoTime();
  private final Instant begun = Instant.now();
  private final Trace trace;
  private volatile String route = UNKNOWN;

  private CallMeter(Trace trace) {
    this.trace = trace;
  }

  /** A call begins. */
  static CallMeter begin(Trace trace) {
    Metrics.add(Metric.HTTP_IN_FLIGHT, 1);
    return new CallMeter(trace);
  }

  /** @param name of {@link RouteTable}'s row */
  void is(String name) {
    route = name;
  }

  void answered(HttpResponse answer) {
    Metrics.add(Metric.HTTP_IN_FLIGHT, -1);
    Metrics.count(Metric.HTTP_REQUESTS, route, Integer.toString(answer.status().intValue()));
    Metrics.since(Metric.HTTP_SECONDS, begunNanos, route);
    if (trace.sampled()) {
      Tracer.take(span(answer.status().intValue()));
    }
  }

  private Span span(int status) {
    Map<String, String> attributes = Map.of("http.route", route, "http.response.status_code", Integer.toString(status));
    return new Span(
        trace.traceId(), trace.spanId(), trace.parentId(), route, Span.Kind.SERVER, begun, Instant.now(), attributes, status >= 500);
  }
}
