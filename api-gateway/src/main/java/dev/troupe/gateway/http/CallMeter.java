package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;

/** Counts one call, from its head to its answer. */
final class CallMeter {
  private static final String UNKNOWN = "unknown";

  private final long begunNanos = System.nanoTime();
  private volatile String route = UNKNOWN;

  /** A call begins. */
  static CallMeter begin() {
    Metrics.add(Metric.HTTP_IN_FLIGHT, 1);
    return new CallMeter();
  }

  /** @param name of {@link RouteTable}'s row */
  void is(String name) {
    route = name;
  }

  void answered(HttpResponse answer) {
    Metrics.add(Metric.HTTP_IN_FLIGHT, -1);
    Metrics.count(Metric.HTTP_REQUESTS, route, Integer.toString(answer.status().intValue()));
    Metrics.since(Metric.HTTP_SECONDS, begunNanos, route);
  }
}
