package dev.troupe.gateway.http;

import akka.actor.typed.ActorSystem;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.BoardQuery.BoardReply.Summary;
import dev.troupe.protocol.WorkStatus;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How the fleet is as this gateway sees it: for {@code /v1/status} when asked, for the metrics again and again. */
public final class FleetHealth {
  /** Better none than old ones. */
  private static final List<Metric> OF_THE_READ_SIDE =
      List.of(Metric.WORK_ITEMS, Metric.AGENTS, Metric.OPERATIONS, Metric.PROJECTION_LAG, Metric.ORPHANS, Metric.LEGACY_SCORE);

  private FleetHealth() {}

  static HealthScore of(ClusterReport cluster, Optional<Summary> summary) {
    return HealthScore.of(
        new HealthScore.Measured(
            cluster.members().size(),
            cluster.healthy(),
            cluster.gone(),
            cluster.leader().isPresent(),
            summary.map(Summary::agents),
            summary.map(Summary::work),
            summary.flatMap(Summary::lag),
            summary.map(counted -> OptionalLong.of(counted.orphans())).orElse(OptionalLong.empty()),
            OptionalDouble.empty(),
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
            ManagementFactory.getThreadMXBean().getThreadCount()));
  }

  /** For the metrics: asks the read side every {@code troupe.gateway.observe-every} from now on. What it does not answer is not served. */
  public static void observe(ActorSystem<?> system, Coordinator coordinator) {
    Duration every = system.settings().config().getDuration("troupe.gateway.observe-every");
    system
        .scheduler()
        .scheduleWithFixedDelay(
            every,
            every,
            () ->
                coordinator
                    .summarize()
                    .thenAccept(reply -> show(ClusterReport.of(system), reply instanceof Summary summary ? Optional.of(summary) : Optional.empty())),
            system.executionContext());
  }

  private static void show(ClusterReport cluster, Optional<Summary> summary) {
    HealthScore health = of(cluster, summary);
    Metrics.set(Metric.HEALTH_SCORE, health.score());
    part("cluster", health.parts().cluster());
    part("agents", health.parts().agents());
    part("work_flow", health.parts().workFlow());
    part("read_side", health.parts().readSide());
    health.parts().intelligence().ifPresent(score -> Metrics.set(Metric.HEALTH_PART, score, "intelligence"));
    health.legacyScore().ifPresent(score -> Metrics.set(Metric.LEGACY_SCORE, score));
    summary.ifPresentOrElse(FleetHealth::show, () -> OF_THE_READ_SIDE.forEach(Metrics::forget));
  }

  private static void show(Summary summary) {
    for (WorkStatus status : WorkStatus.values()) {
      Metrics.set(Metric.WORK_ITEMS, summary.work().getOrDefault(status, 0L), JsonWriting.lower(status));
    }
    for (AgentStatus status : AgentStatus.values()) {
      Metrics.set(Metric.AGENTS, summary.agents().getOrDefault(status, 0L), JsonWriting.lower(status));
    }
    Metrics.set(Metric.OPERATIONS, summary.opsLastHour());
    Metrics.set(Metric.ORPHANS, summary.orphans());
    summary.lag().ifPresent(lag -> Metrics.set(Metric.PROJECTION_LAG, lag.toMillis() / 1_000.0));
  }

  private static void part(String name, OptionalDouble value) {
    Metrics.set(Metric.HEALTH_PART, value.orElse(0), name);
  }
}
