package dev.troupe.node.ops;

import akka.actor.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.typed.Cluster;
import akka.pattern.Patterns;
import dev.troupe.node.journal.JournalDatabase;
import dev.troupe.telemetry.Label;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import dev.troupe.telemetry.Telemetry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What this node looks like from within: its cluster, its shards, its connections. */
public final class NodeGauges {
  private static final Duration SHARDS_EVERY = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ActorSystem<?> system;
  private final Cluster cluster;
  private final Map<String, Set<String>> shards = new ConcurrentHashMap<>();

  private NodeGauges(ActorSystem<?> system) {
    this.system = system;
    this.cluster = Cluster.get(system);
  }

  /** @param coordinates whether shards and the journal are here */
  public static void start(ActorSystem<?> system, Telemetry telemetry, boolean coordinates) {
    NodeGauges gauges = new NodeGauges(system);
    telemetry.sample(gauges::cluster);
    if (coordinates) {
      Metrics.add(Metric.DISPATCH_BACKLOG, 0);
      Metrics.add(Metric.WAITING_AGENTS, 0);
      JournalDatabase database = JournalDatabase.get(system);
      telemetry.sample(() -> database(database));
      telemetry.sample(new DatabaseWatch(database, system.dispatchers().lookup(DispatcherSelector.blocking()))::look);
      system.scheduler().scheduleWithFixedDelay(SHARDS_EVERY, SHARDS_EVERY, gauges::askShards, system.executionContext());
    }
  }

  private void cluster() {
    CurrentClusterState state = cluster.state();
    Map<String, Integer> byStatus = new HashMap<>();
    for (Member member : state.getMembers()) {
      byStatus.merge(member.status().toString().toLowerCase(Locale.ROOT), 1, Integer::sum);
    }
    for (String status : Label.MEMBER.known()) {
      Metrics.set(Metric.CLUSTER_MEMBERS, byStatus.getOrDefault(status, 0), status);
    }
    Metrics.set(Metric.CLUSTER_UNREACHABLE, state.getUnreachable().size());
    Metrics.set(Metric.CLUSTER_LEADER, state.getLeader() == null ? 0 : 1);
  }

  private static void database(JournalDatabase database) {
    JournalDatabase.Pool pool = database.pool();
    Metrics.set(Metric.CONNECTIONS, pool.active(), "active");
    Metrics.set(Metric.CONNECTIONS, pool.idle(), "idle");
    Metrics.set(Metric.CONNECTIONS, pool.waiting(), "waiting");
    Metrics.set(Metric.CONNECTIONS_MAX, pool.most());
    Metrics.set(Metric.JOURNAL_WAITING, database.waitingWrites());
  }

  private void askShards() {
    for (String kind : Label.ENTITY.known()) {
      ActorRef region = ClusterSharding.get(system.classicSystem()).shardRegion(kind);
      Patterns.ask(region, ShardRegion.getRegionStatsInstance(), PATIENCE)
          .thenAccept(reply -> shards(kind, (ShardRegion.ShardRegionStats) reply));
    }
  }

  private void shards(String kind, ShardRegion.ShardRegionStats stats) {
    Map<String, Object> entities = stats.getStats();
    Set<String> arrived = new HashSet<>(entities.keySet());
    Set<String> before = shards.put(kind, Set.copyOf(entities.keySet()));
    arrived.removeAll(before == null ? Set.of() : before);
    Metrics.set(Metric.SHARDS, entities.size(), kind);
    Metrics.set(Metric.ENTITIES, entities.values().stream().mapToInt(count -> (Integer) count).sum(), kind);
    Metrics.count(Metric.SHARDS_ARRIVED, arrived.size(), kind);
  }
}
