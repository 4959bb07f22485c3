package dev.troupe.telemetry;

import static dev.troupe.telemetry.Metric.Kind.COUNTER;
import static dev.troupe.telemetry.Metric.Kind.GAUGE;
import static dev.troupe.telemetry.Metric.Kind.HISTOGRAM;

import java.util.List;

/**
 * Every metric Troupe serves: this is the one place where they are named. docs/metrics.md is made from it, and a test holds it against what
 * {@code /metrics} of a running node serves.
 */
public enum Metric {
  EVENTS_STORED("troupe_events_stored_total", COUNTER, Unit.ONE, "Events this node has committed to the journal: claims, completions, expiries and all else that happened.", Label.ACTION),
  REFUSALS("troupe_refusals_total", COUNTER, Unit.ONE, "Problems this gateway answered, the items of batches included.", Label.CODE),
  HANDOVER("troupe_handover_seconds", HISTOGRAM, Unit.SECONDS, "From the proposal of a ready item to an agent until the dispatcher hears that the claim is committed."),
  PROPOSALS("troupe_proposals_total", COUNTER, Unit.ONE, "Proposals of the dispatchers on this node, by the item's answer. Refusals cost time, not work.", Label.PROPOSED),
  DISPATCH_BACKLOG("troupe_dispatch_backlog", GAUGE, Unit.ONE, "Ready items in the memory of the dispatchers on this node."),
  WAITING_AGENTS("troupe_waiting_agents", GAUGE, Unit.ONE, "Claims that wait for work in the dispatchers on this node."),
  QUEUE_DEPTH("troupe_queue_depth", GAUGE, Unit.ONE, "Ready items in the whole cluster; served by the node that takes the census.", Label.TEAM, Label.PRIORITY),
  QUEUE_AGE("troupe_queue_age_seconds", GAUGE, Unit.SECONDS, "Age of the oldest ready item, since it was added; served by the node that takes the census.", Label.TEAM, Label.PRIORITY),
  ORPHANS("troupe_orphaned_items", GAUGE, Unit.ONE, "Claimed items whose agent has been lost or retired for longer than the lease and 30 s; each gateway serves the same."),
  WORK_ITEMS("troupe_work_items", GAUGE, Unit.ONE, "Items in the whole cluster, as the read side counts them; each gateway serves the same.", Label.WORK_STATUS),
  AGENTS("troupe_agents", GAUGE, Unit.ONE, "Agents in the whole cluster, as the read side counts them; each gateway serves the same.", Label.AGENT_STATUS),

  INVARIANT_VIOLATIONS("troupe_invariant_violations_total", COUNTER, Unit.ONE, "Broken promises found in the journal. Must stay 0.", Label.INVARIANT),
  INVARIANT_EVENTS("troupe_invariant_events_checked_total", COUNTER, Unit.ONE, "Events of sampled items that were held against the promises."),
  INVARIANT_FINISHED("troupe_invariant_check_finished_seconds", GAUGE, Unit.SECONDS, "When the check of the promises last finished a round, in seconds since 1970; served by the node that takes the census."),
  FENCED_WRITES("troupe_fenced_writes_total", COUNTER, Unit.ONE, "Writes refused by the journal because another copy of the entity had stored first: the last fence held."),

  ENTITIES("troupe_entities", GAUGE, Unit.ONE, "Entities in the memory of this node.", Label.ENTITY),
  SHARDS("troupe_shards", GAUGE, Unit.ONE, "Shards on this node.", Label.ENTITY),
  SHARDS_ARRIVED("troupe_shards_arrived_total", COUNTER, Unit.ONE, "Shards that were moved to this node: starts, rebalances and failovers.", Label.ENTITY),
  RECOVERY("troupe_recovery_seconds", HISTOGRAM, Unit.SECONDS, "Replay of one entity from the journal, from its start until it is ready.", Label.ENTITY),

  CLUSTER_MEMBERS("troupe_cluster_members", GAUGE, Unit.ONE, "Members of the cluster as this node sees them.", Label.MEMBER),
  CLUSTER_UNREACHABLE("troupe_cluster_unreachable", GAUGE, Unit.ONE, "Members that cannot be reached, as this node sees them."),
  SCALING_NODES("troupe_scaling_recommended_nodes", GAUGE, Unit.ONE, "Coordinators there should be (GET /v1/scaling); those there are, while the advisor watches. Served by the node that has the advisor."),
  CLUSTER_LEADER("troupe_cluster_leader_known", GAUGE, Unit.ONE, "1 while this node knows a leader of the cluster, else 0."),

  JOURNAL_WRITE("troupe_journal_write_seconds", HISTOGRAM, Unit.SECONDS, "One batch from its first statement to its commit."),
  JOURNAL_BATCH("troupe_journal_batch_events", HISTOGRAM, Unit.ONE, "Events committed together."),
  JOURNAL_WAITING("troupe_journal_waiting_writes", GAUGE, Unit.ONE, "Writes that wait for a writer on this node."),
  JOURNAL_FAILED("troupe_journal_failed_writes_total", COUNTER, Unit.ONE, "Writes that failed for another reason than the fence: the database is away, refuses or is too slow."),
  DATABASE_UP("troupe_database_up", GAUGE, Unit.ONE, "1 while PostgreSQL answers this node within 5 s, else 0."),
  CONNECTIONS("troupe_database_connections", GAUGE, Unit.ONE, "The node's pool of connections to PostgreSQL.", Label.CONNECTION),
  CONNECTIONS_MAX("troupe_database_connections_max", GAUGE, Unit.ONE, "Connections the pool may open."),

  PROJECTION_LAG("troupe_projection_lag_seconds", GAUGE, Unit.SECONDS, "How far the read side is behind the journal; each gateway serves the same."),
  PROJECTION_DELAY("troupe_projection_delay_seconds", HISTOGRAM, Unit.SECONDS, "From an event until lists show it, for the newest event of each group; served by the node with the projection."),
  PROJECTED_EVENTS("troupe_projected_events_total", COUNTER, Unit.ONE, "Events the read side has taken in on this node."),

  HTTP_REQUESTS("troupe_http_requests_total", COUNTER, Unit.ONE, "Calls this gateway has answered.", Label.ROUTE, Label.STATUS),
  HTTP_SECONDS("troupe_http_request_seconds", HISTOGRAM, Unit.SECONDS, "From a call's head until its answer is ready. Claims may wait for work as long as their agent asked for.", Label.ROUTE),
  HTTP_IN_FLIGHT("troupe_http_in_flight", GAUGE, Unit.ONE, "Calls under way on this gateway, those that wait for work included."),
  WAITING_CALLS("troupe_waiting_calls", GAUGE, Unit.ONE, "Calls on this gateway that wait for work to appear."),
  EVENT_READERS("troupe_event_readers", GAUGE, Unit.ONE, "Open streams of events on this gateway."),

  HEALTH_SCORE("troupe_health_score", GAUGE, Unit.ONE, "The health score, 0 to 100, as this gateway sees the cluster."),
  HEALTH_PART("troupe_health_part", GAUGE, Unit.ONE, "The parts of the health score, each 0 to 100; 0 when the read side does not answer.", Label.PART),
  LEGACY_SCORE("troupe_legacy_score", GAUGE, Unit.ONE, "The score as the scripts before Troupe defined it; unbounded."),
  OPERATIONS("troupe_operations_last_hour", GAUGE, Unit.ONE, "Acknowledged registrations, claims, progress reports, completions and releases within the last hour."),

  HEAP_USED("troupe_jvm_heap_used_bytes", GAUGE, Unit.BYTES, "Heap in use, garbage included."),
  HEAP_LIVE("troupe_jvm_heap_live_bytes", GAUGE, Unit.BYTES, "Heap in use after the last collection of each pool: what the node really needs."),
  HEAP_MAX("troupe_jvm_heap_max_bytes", GAUGE, Unit.BYTES, "Heap the JVM may use (-Xmx)."),
  HEAP_BUDGET("troupe_jvm_heap_budget_bytes", GAUGE, Unit.BYTES, "Live heap above which the node is short of memory (troupe.metrics.heap-budget)."),
  NON_HEAP("troupe_jvm_non_heap_used_bytes", GAUGE, Unit.BYTES, "Memory of classes, compiled code and the like."),
  GC_SECONDS("troupe_jvm_gc_seconds_total", COUNTER, Unit.SECONDS, "Time spent in collections.", Label.COLLECTOR),
  GC_COUNT("troupe_jvm_gc_collections_total", COUNTER, Unit.ONE, "Collections.", Label.COLLECTOR),
  THREADS("troupe_jvm_threads", GAUGE, Unit.ONE, "Live threads."),
  CPU("troupe_process_cpu_ratio", GAUGE, Unit.ONE, "Share of the machine's processors this process uses, 0 to 1."),
  UPTIME("troupe_uptime_seconds", GAUGE, Unit.SECONDS, "Since the process started."),
  BUILD("troupe_build_info", GAUGE, Unit.ONE, "Always 1; its labels say what runs.", Label.VERSION, Label.JAVA),
  SPANS("troupe_spans_total", COUNTER, Unit.ONE, "Spans of sampled traces.", Label.SPAN);

  /** As Prometheus knows them. */
  public enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  /** Stands last in the name, as Prometheus asks for. */
  public enum Unit {
    ONE,
    SECONDS,
    BYTES
  }

  private static final List<Double> SECONDS_BUCKETS =
      List.of(0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.12, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0);
  private static final List<Double> COUNT_BUCKETS = List.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 400.0, 800.0);

  private final String text;
  private final Kind kind;
  private final Unit unit;
  private final String meaning;
  private final List<Label> labels;

  Metric(String text, Kind kind, Unit unit, String meaning, Label... labels) {
    this.text = text;
    this.kind = kind;
    this.unit = unit;
    this.meaning = meaning;
    this.labels = List.of(labels);
  }

  /** As it stands in the exposition. */
  public String text() {
    return text;
  }

  public Kind kind() {
    return kind;
  }

  public Unit unit() {
    return unit;
  }

  public String meaning() {
    return meaning;
  }

  public List<Label> labels() {
    return labels;
  }

  /** Upper bounds in the metric's unit; empty for what is no histogram. 0.1, 0.12 and 0.15 are thresholds of alerts. */
  public List<Double> buckets() {
    if (kind != HISTOGRAM) {
      return List.of();
    }
    return unit == Unit.SECONDS ? SECONDS_BUCKETS : COUNT_BUCKETS;
  }

  /** The alert whose cause it helps to find, for a metric that no alert is about. */
  public String explains() {
    return switch (this) {
      case PROPOSALS, DISPATCH_BACKLOG, WAITING_AGENTS, QUEUE_DEPTH -> "TroupeQueueOld";
      case INVARIANT_EVENTS -> "TroupePromiseCheckSilent";
      case HANDOVER, RECOVERY, CPU, SCALING_NODES -> "TroupeResponseSlow";
      case SHARDS, SHARDS_ARRIVED -> "TroupeMembersMissing";
      case JOURNAL_BATCH -> "TroupeJournalBacklog";
      case CONNECTIONS_MAX -> "TroupeConnectionsExhausted";
      case PROJECTION_DELAY, PROJECTED_EVENTS -> "TroupeReadSideBehind";
      case HTTP_IN_FLIGHT, WAITING_CALLS, EVENT_READERS -> "TroupeOverloaded";
      case HEALTH_PART, LEGACY_SCORE, OPERATIONS, WORK_ITEMS -> "TroupeHealthLow";
      case ENTITIES, HEAP_USED, HEAP_MAX, NON_HEAP, THREADS -> "TroupeHeapAboveBudget";
      case GC_COUNT -> "TroupeCollectionsHeavy";
      case UPTIME -> "TroupeNodeDown";
      default -> "";
    };
  }
}
