package dev.troupe.node.dispatch;

import akka.actor.NotInfluenceReceiveTimeout;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import dev.troupe.node.Directory;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.DispatchCommand.CancelMatch;
import dev.troupe.protocol.DispatchCommand.Match;
import dev.troupe.protocol.DispatchCommand.ProposalAnswered;
import dev.troupe.protocol.DispatchCommand.ProposalsAnswered;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.DispatchCommand.WorkGone;
import dev.troupe.protocol.DispatchCommand.WorkReady;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The dispatcher of one team. It proposes; the work item decides. It may be stale, lost or doubled during a hand-over without harm: an item that
 * is not ready refuses, and what it forgets the read side tells it again at the next reload.
 */
public final class Dispatcher extends AbstractBehavior<DispatchCommand> {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Ready items read at once, at most, as the read side has it. More would keep the dispatcher from its agents for too long. */
  private static final int PAGE = 10_000;

  private final DispatchSettings settings;
  private final ReadySource source;
  private final TeamId team;
  private final InstantSource clock;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Matchmaker matchmaker;
  private boolean reloading;

  /** How far the last page came. What was handed out stays ready in a read side that lags, so the next page begins behind it. */
  private Optional<ReadyWork> readUpTo = Optional.empty();

  private int shownBacklog;
  private int shownWaiting;

  /** Where the ready items of a team can be read, most urgent first, page by page. */
  @FunctionalInterface
  public interface ReadySource {
    CompletionStage<List<ReadyWork>> readyWork(TeamId team, Optional<ReadyWork> after, int limit);
  }

  /** None of these is a sign that anyone needs the dispatcher. */
  private sealed interface Own extends DispatchCommand.Internal, NotInfluenceReceiveTimeout {}

  private record Tick() implements Own {}

  private record ReloadDue() implements Own {}

  /**
   * @param all nothing comes after this page
   * @param goesOn it is one of the pages that are read one after the other, not a look at the most urgent
   */
  private record Reloaded(List<ReadyWork> page, boolean all, boolean goesOn) implements Own {}

  private record ReloadFailed(String reason) implements Own {}

  private record Idle() implements Own {}

  private record Stop() implements Own {}

  /**
   * @param clerk proposes several items at once
   * @param shard told when the dispatcher has been idle, so that it can leave memory
   */
  public static Behavior<DispatchCommand> create(
      TeamId team,
      DispatchSettings settings,
      Directory directory,
      ActorRef<WorkBatch> clerk,
      ReadySource source,
      InstantSource clock,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Dispatcher(team, settings, directory, clerk, source, clock, shard, context, timers)));
  }

  public static DispatchCommand stopMessage() {
    return new Stop();
  }

  private Dispatcher(
      TeamId team,
      DispatchSettings settings,
      Directory directory,
      ActorRef<WorkBatch> clerk,
      ReadySource source,
      InstantSource clock,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<DispatchCommand> context,
      TimerScheduler<DispatchCommand> timers) {
    super(context);
    this.team = team;
    this.settings = settings;
    this.source = source;
    this.clock = clock;
    this.shard = shard;
    ActorRef<DispatchCommand> self = context.getSelf();
    this.matchmaker =
        new Matchmaker(
            team, settings, directory, (match, works) -> Matchmaker.propose(match, works, self, directory, clerk));
    timers.startTimerWithFixedDelay(new Tick(), TICK);
    timers.startTimerWithFixedDelay(new ReloadDue(), settings.reloadEvery());
    context.setReceiveTimeout(settings.idleBeforePassivation(), new Idle());
    reload();
  }

  @Override
  public Receive<DispatchCommand> createReceive() {
    return newReceiveBuilder()
        .onMessage(Match.class, this::onMatch)
        .onMessage(CancelMatch.class, this::onCancel)
        .onMessage(WorkReady.class, this::onReady)
        .onMessage(WorkGone.class, this::onGone)
        .onMessage(ProposalAnswered.class, this::onAnswered)
        .onMessage(ProposalsAnswered.class, this::onAllAnswered)
        .onMessage(Tick.class, tick -> onTick())
        .onMessage(ReloadDue.class, due -> reload())
        .onMessage(Reloaded.class, this::onReloaded)
        .onMessage(ReloadFailed.class, this::onReloadFailed)
        .onMessage(Idle.class, idle -> onIdle())
        .onMessage(Stop.class, stop -> Behaviors.stopped())
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  private Behavior<DispatchCommand> onMatch(Match match) {
    matchmaker.match(match, clock.instant(), System.nanoTime());
    return reloadIfWanted();
  }

  private Behavior<DispatchCommand> onCancel(CancelMatch cancel) {
    matchmaker.cancel(cancel);
    return this;
  }

  private Behavior<DispatchCommand> onReady(WorkReady ready) {
    matchmaker.ready(ready.work(), clock.instant(), System.nanoTime());
    return this;
  }

  private Behavior<DispatchCommand> onGone(WorkGone gone) {
    matchmaker.gone(gone, System.nanoTime());
    return this;
  }

  private Behavior<DispatchCommand> onAnswered(ProposalAnswered answer) {
    matchmaker.answered(answer, clock.instant(), System.nanoTime());
    return reloadIfWanted();
  }

  private Behavior<DispatchCommand> onAllAnswered(ProposalsAnswered all) {
    all.answers().forEach(answer -> matchmaker.answered(answer, clock.instant(), System.nanoTime()));
    return reloadIfWanted();
  }

  private Behavior<DispatchCommand> onTick() {
    matchmaker.tick(System.nanoTime());
    show(matchmaker.backlogSize(), matchmaker.waiting());
    return this;
  }

  private Behavior<DispatchCommand> reloadIfWanted() {
    return matchmaker.wantsReload() ? reload() : this;
  }

  private Behavior<DispatchCommand> reload() {
    if (matchmaker.wantsReload()) {
      read(readUpTo, settings.backlogCapacity(), true);
    } else {
      read(Optional.empty(), settings.reloadBelow(), false);
    }
    return this;
  }

  private void read(Optional<ReadyWork> after, int most, boolean goesOn) {
    if (!reloading) {
      reloading = true;
      int limit = Math.min(PAGE, most);
      getContext()
          .pipeToSelf(
              source.readyWork(team, after, limit),
              (page, failure) ->
                  failure == null ? new Reloaded(page, page.size() < limit, goesOn) : new ReloadFailed(failure.getMessage()));
    }
  }

  private Behavior<DispatchCommand> onReloaded(Reloaded reloaded) {
    reloading = false;
    matchmaker.reloaded(reloaded.page(), reloaded.all(), clock.instant(), System.nanoTime());
    if (reloaded.goesOn()) {
      readUpTo = reloaded.all() ? Optional.empty() : Optional.of(reloaded.page().get(reloaded.page().size() - 1));
    }
    return this;
  }

  private Behavior<DispatchCommand> onReloadFailed(ReloadFailed failed) {
    reloading = false;
    getContext()
        .getLog()
        .warn("Dispatcher of team {} could not read what is ready: {}. It goes on with what items announce.", team, failed.reason());
    return this;
  }

  private Behavior<DispatchCommand> onIdle() {
    if (!matchmaker.isBusy()) {
      shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
    }
    return this;
  }

  private Behavior<DispatchCommand> onStopped() {
    matchmaker.close();
    show(0, 0);
    return this;
  }

  /** The gauges are of all dispatchers on this node. */
  private void show(int backlog, int waiting) {
    Metrics.add(Metric.DISPATCH_BACKLOG, backlog - shownBacklog);
    Metrics.add(Metric.WAITING_AGENTS, waiting - shownWaiting);
    shownBacklog = backlog;
    shownWaiting = waiting;
  }
}
