package dev.troupe.node.scaling;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.ScalingAdvice;
import dev.troupe.protocol.ScalingQuery;
import dev.troupe.protocol.ScalingQuery.ScalingReply;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import dev.troupe.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps the recommendation of {@link ScalingRules} and tells it to whoever asks. One in the cluster; when it moves it has forgotten what it saw, and watches for
 * a cooldown before it recommends again.
 */
public final class ScalingAdvisor extends AbstractBehavior<ScalingAdvisor.Message> {
  /** Reports older than so many periods count as not known. */
  private static final int STALE = 3;

  private final ScalingSettings settings;
  private final Supplier<Members> members;
  private final InstantSource clock;
  private final Map<String, Told<ScalingReport.Load>> loads = new HashMap<>();
  private Optional<Told<ScalingReport.Queue>> queue = Optional.empty();
  private Optional<ScalingAdvice> advice = Optional.empty();
  private ScalingMemory memory;

  /** What it hears: reports from all nodes, and what only passes on its own. */
  public sealed interface Message permits ScalingReport, Asked, Due {}

  private record Asked(ScalingQuery query) implements Message {}

  private record Due() implements Message {}

  private record Told<T>(T report, Instant at) {}

  /**
   * The coordinators of the cluster.
   *
   * @param up addresses of those that are up and can be reached
   * @param calm whether those are all there are
   */
  record Members(Set<String> up, boolean calm) {}

  /**
   * To be called once on every node with the role. From now on this node reports how it is.
   *
   * @return where the advisor takes reports
   */
  public static ActorRef<? super ScalingReport> start(ActorSystem<?> system, Telemetry telemetry, String role) {
    ScalingSettings settings = ScalingSettings.of(system.settings().config());
    SupervisorStrategy restart = SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);
    Behavior<Message> advisor = create(settings, () -> members(system, role), steady());
    ActorRef<Message> reports =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(Behaviors.supervise(advisor).onFailure(restart), "scaling")
                    .withSettings(ClusterSingletonSettings.create(system).withRole(role)));
    String self = Cluster.get(system).selfMember().address().toString();
    telemetry.sample(() -> load(self).ifPresent(reports::tell));
    return reports;
  }

  static Behavior<Message> create(ScalingSettings settings, Supplier<Members> members, InstantSource clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ActorRef<ScalingQuery> queries = context.messageAdapter(ScalingQuery.class, Asked::new);
                  context.getSystem().receptionist().tell(Receptionist.register(ScalingQuery.SERVICE_KEY, queries));
                  return new ScalingAdvisor(context, timers, settings, members, clock);
                }));
  }

  private ScalingAdvisor(
      ActorContext<Message> context, TimerScheduler<Message> timers, ScalingSettings settings, Supplier<Members> members, InstantSource clock) {
    super(context);
    this.settings = settings;
    this.members = members;
    this.clock = clock;
    this.memory = ScalingMemory.begin(clock.instant());
    timers.startTimerWithFixedDelay(new Due(), Duration.ZERO, settings.period());
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(ScalingReport.Load.class, this::loaded)
        .onMessage(ScalingReport.Queue.class, this::queued)
        .onMessage(Due.class, due -> look())
        .onMessage(Asked.class, this::asked)
        .onSignal(PostStop.class, stopped -> leave())
        .build();
  }

  private Behavior<Message> loaded(ScalingReport.Load load) {
    loads.put(load.node(), new Told<>(load, clock.instant()));
    return this;
  }

  private Behavior<Message> queued(ScalingReport.Queue counted) {
    queue = Optional.of(new Told<>(counted, clock.instant()));
    return this;
  }

  private Behavior<Message> look() {
    Instant now = clock.instant();
    ScalingRules.Outcome outcome = ScalingRules.look(memory, observe(now), settings);
    memory = outcome.memory();
    ScalingAdvice next = outcome.advice();
    Optional<Integer> before = advice.flatMap(ScalingAdvice::recommended);
    if (!next.recommended().equals(before)) {
      getContext().getLog().info("Nodes recommended: {}", next.reason());
    }
    advice = Optional.of(next);
    Metrics.set(Metric.SCALING_NODES, next.recommended().orElse(next.nodes()));
    return this;
  }

  private Observation observe(Instant now) {
    Instant oldest = now.minus(settings.period().multipliedBy(STALE));
    Members seen = members.get();
    loads.values().removeIf(load -> load.at().isBefore(oldest));
    queue = queue.filter(counted -> !counted.at().isBefore(oldest));
    Map<String, ScalingReport.Load> known = new HashMap<>();
    seen.up().stream().filter(loads::containsKey).forEach(node -> known.put(node, loads.get(node).report()));
    boolean all = !seen.up().isEmpty() && known.size() == seen.up().size();
    return new Observation(
        now,
        seen.up().size(),
        seen.calm(),
        queue.map(counted -> OptionalLong.of(counted.report().ready())).orElse(OptionalLong.empty()),
        queue.map(counted -> counted.report().oldest()),
        all ? known.values().stream().map(ScalingReport.Load::handover).max(Duration::compareTo) : Optional.empty(),
        all ? known.values().stream().mapToDouble(ScalingReport.Load::cpu).average() : OptionalDouble.empty());
  }

  private Behavior<Message> asked(Asked asked) {
    if (asked.query() instanceof ScalingQuery.Advise advise) {
      advise.replyTo().tell(advice.<ScalingReply>map(ScalingReply.Advised::new).orElseGet(ScalingAdvisor::tooEarly));
    }
    return this;
  }

  private static ScalingReply tooEarly() {
    return new ScalingReply.Refused(Refusal.of(Code.UNAVAILABLE, "Expected a first look at the cluster, but there was none yet. Ask again."));
  }

  private Behavior<Message> leave() {
    Metrics.forget(Metric.SCALING_NODES);
    return this;
  }

  /** Goes on evenly when the machine's clock is set. */
  private static InstantSource steady() {
    Instant begun = Instant.now();
    long begunNanos = System.nanoTime();
    return () -> begun.plusNanos(System.nanoTime() - begunNanos);
  }

  private static Members members(ActorSystem<?> system, String role) {
    CurrentClusterState state = Cluster.get(system).state();
    Set<String> unreachable = new HashSet<>();
    state.getUnreachable().forEach(member -> unreachable.add(member.address().toString()));
    Set<String> up = new HashSet<>();
    int all = 0;
    for (Member member : state.getMembers()) {
      if (member.hasRole(role)) {
        all++;
        String address = member.address().toString();
        if (member.status() == MemberStatus.up() && !unreachable.contains(address)) {
          up.add(address);
        }
      }
    }
    return new Members(Set.copyOf(up), up.size() == all);
  }

  private static Optional<ScalingReport> load(String self) {
    return Telemetry.recent()
        .map(recent -> new ScalingReport.Load(self, recent.gauge(Metric.CPU).orElse(0), recent.p95(Metric.HANDOVER).orElse(Duration.ZERO)));
  }
}
