package dev.troupe.gateway.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpResponse;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.protocol.BoardQuery.BoardReply;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code /v1/status}: the whole fleet at a glance. What the read side counts is null while it does not answer; the call succeeds all the
 * same, because it is asked most when something is wrong.
 */
final class StatusRoutes {
  private final ActorSystem<?> system;
  private final Coordinator coordinator;
  private final Calls calls;
  private final Clock clock;

  StatusRoutes(ActorSystem<?> system, Coordinator coordinator, Calls calls, Clock clock) {
    this.system = system;
    this.coordinator = coordinator;
    this.calls = calls;
    this.clock = clock;
  }

  void enter(Endpoints endpoints) {
    endpoints.on("GET /v1/status", calls.read(() -> coordinator.summarize().thenApply(this::status)));
  }

  private HttpResponse status(BoardReply reply) {
    ClusterReport cluster = ClusterReport.of(system);
    Optional<BoardReply.Summary> summary =
        reply instanceof BoardReply.Summary counted ? Optional.of(counted) : Optional.empty();
    Optional<String> silence =
        reply instanceof BoardReply.Refused refused ? Optional.of(refused.refusal().detail()) : Optional.empty();
    StatusView view =
        new StatusView(cluster, summary, silence, FleetHealth.of(cluster, summary), Duration.ofSeconds(system.uptime()), clock.instant());
    return JsonWriting.ok(view::write);
  }
}
