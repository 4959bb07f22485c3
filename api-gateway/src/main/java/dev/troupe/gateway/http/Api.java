package dev.troupe.gateway.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.settings.ServerSettings;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.gateway.events.Events;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * All routes of the contract as one. Each answer carries a {@code traceparent}: the caller's trace, or a new one, which is also the trace
 * kept on the events of the call.
 */
public final class Api extends AllDirectives {
  private final Bodies bodies;
  private final Gate gate;
  private final Route routes;

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
    this.gate = new Gate(system, security.authenticator(), rates, limits);
    Calls calls = new Calls(limits);
    Route agents = new AgentRoutes(coordinator, calls, new WaitingRoom(edge.maxWaiting())).routes();
    Route work = new WorkRoutes(coordinator, calls, new WorkIds(clock)).routes();
    Route reads = new ReadRoutes(coordinator, calls).routes();
    Route status = new StatusRoutes(system, coordinator, calls, clock).routes();
    Route scaling = new ScalingRoutes(coordinator, calls).routes();
    Route probes = new HealthRoutes(health, readinessTimeout, draining, system.executionContext()).routes();
    Route keys = new KeyRoutes(security.keys(), calls, clock).routes();
    DocsRoutes docs = new DocsRoutes(calls);
    Route contract = concat(reads, work, agents, status, scaling, keys, new EventRoutes(events).routes(), docs.document());
    this.routes = ProblemHandlers.seal(concat(pathPrefix("v1", () -> contract), probes, docs.pages()));
  }

  public Route routes() {
    return extractRequest(
        request -> {
          Trace trace = Trace.of(request);
          RawHeader header = RawHeader.create(Trace.HEADER, trace.header());
          CallMeter meter = CallMeter.begin(trace);
          return mapRequest(
              asked -> asked.addAttribute(Trace.KEY, trace),
              () ->
                  mapResponse(
                      answer -> {
                        meter.answered(answer);
                        return answer.addHeader(header);
                      },
                      () -> gate.admit(request, meter, () -> bodies.readFirst(request, routes))));
        });
  }

  /** What the server itself answers, outside of any route, in the words of the contract. */
  public static ServerSettings withProblems(ServerSettings settings) {
    HttpResponse shuttingDown = Problems.shuttingDown();
    return settings
        .withParsingErrorHandler(ParsingProblems.class.getName())
        .withTerminationDeadlineExceededResponse(shuttingDown);
  }
}
