package dev.troupe.gateway.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.settings.ServerSettings;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.gateway.events.Events;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * All calls of the contract. Each answer carries a {@code traceparent}: the caller's trace, or a new one, which is also the trace
 * kept on the events of the call.
 */
public final class Api {
  private final Bodies bodies;
  private final Admission admission;
  private final Gate gate;
  private final Endpoints endpoints;

  /**
   * @param edge how much this node takes on at once, and of each caller
   * @param health whether this node should be given calls, or be replaced
   * @param readinessTimeout how long a check may take
   * @param draining true from the moment this node begins to shut down
   */
  public Api(
      ActorSystem<?> system,
      Coordinator coordinator,
      Security security,
      Events events,
      BodyLimits limits,
      EdgeLimits edge,
      NodeHealth health,
      Duration readinessTimeout,
      BooleanSupplier draining,
      Clock clock) {
    this.bodies = new Bodies(system, limits);
    RateGuard rates = new RateGuard(new RateLimits(edge, System::nanoTime), edge.callsPerSecond());
    this.admission = new Admission(edge.admission(), System::nanoTime);
    this.gate = new Gate(system, security.authenticator(), rates, admission, limits, health.maybeGivenUp());
    Calls calls = new Calls(limits);
    this.endpoints = new Endpoints();
    new AgentRoutes(coordinator, calls, new WaitingRoom(edge.maxWaiting())).enter(endpoints);
    new WorkRoutes(coordinator, calls, new WorkIds(clock)).enter(endpoints);
    new ReadRoutes(coordinator, calls).enter(endpoints);
    new StatusRoutes(system, coordinator, calls, clock).enter(endpoints);
    new ScalingRoutes(coordinator, calls).enter(endpoints);
    new HealthRoutes(health, readinessTimeout, draining, system.executionContext()).enter(endpoints);
    new KeyRoutes(security.keys(), calls, clock).enter(endpoints);
    new EventRoutes(events).enter(endpoints);
    new DocsRoutes(calls).enter(endpoints);
    endpoints.complete();
  }

  /** The answer to any request; never fails. */
  public CompletionStage<HttpResponse> answer(HttpRequest request) {
    Trace trace = Trace.of(request);
    RawHeader header = RawHeader.create(Trace.HEADER, trace.header());
    CallMeter meter = CallMeter.begin(trace);
    return admitted(request.addAttribute(Trace.KEY, trace), meter)
        .handle(
            (answer, failure) -> {
              HttpResponse told = failure == null ? answer : ProblemHandlers.ofFailure(failure, Optional.of(trace));
              meter.answered(told);
              return told.addHeader(header);
            });
  }

  private CompletionStage<HttpResponse> admitted(HttpRequest request, CallMeter meter) {
    try {
      return gate.admit(
          request, meter, (call, known) -> bodies.readFirst(known, read -> admission.watch(call, () -> endpoints.answer(call, read))));
    } catch (RuntimeException fault) {
      return CompletableFuture.failedFuture(fault);
    }
  }

  /** What the server itself answers, outside of any route, in the words of the contract. */
  public static ServerSettings withProblems(ServerSettings settings) {
    HttpResponse shuttingDown = Problems.shuttingDown();
    return settings
        .withParsingErrorHandler(ParsingProblems.class.getName())
        .withTerminationDeadlineExceededResponse(shuttingDown);
  }
}
