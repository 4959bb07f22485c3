package dev.troupe.node.board;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.ClusterEvent.MemberUp;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Wakes what nobody has in memory although its time has come. One in the cluster.
 *
 * <p>Every {@code period} it wakes items that are due by the board. When it starts, and whenever a member came or went, it walks over every
 * claimed item and every live agent, because entities that died with their node lost their clocks; a wake makes them recover and start
 * these. It walks once more {@code wake-again-after} later, for what was lost while shards moved and for claims the board had not seen yet.
 *
 * <p>The bound: once the cluster has removed a dead node, an orphaned item is ready again within its lease + X, where X = {@code
 * wake-again-after} + (claimed items + live agents) / {@code wakes-per-second} + about 3 s to start this singleton elsewhere, read the pages
 * and recover the entity: with the defaults and 5,000 of them, lease + 16 s. It presumes that shards have found their homes and the
 * projection has caught up within {@code wake-again-after}. If not, the item's lapsed lease shows on the board and wakes it {@code grace} +
 * {@code period} later, and its clock then starts with a full lease: twice the lease + 7 s.
 *
 * <p>It asks the board one question at a time: while one is not answered, rounds are skipped and walks wait.
 */
final class Sweep extends AbstractBehavior<Sweep.Message> {
  /** Members come and go in bursts; each burst is one walk. */
  private static final Duration BURST = Duration.ofMillis(500);

  private static final Duration STEP = Duration.ofMillis(100);
  private static final int STEPS_PER_SECOND = 10;

  sealed interface Message {}

  /** Time for a round. */
  private record Round() implements Message {}

  private record MemberChanged(MemberEvent event) implements Message {}

  private record Walk() implements Message {}

  private record Step() implements Message {}

  private record DueFound(DueWork due) implements Message {}

  private record WorkFound(List<WorkId> page) implements Message {}

  private record AgentsFound(List<AgentId> page) implements Message {}

  private record Failed(Throwable failure) implements Message {}

  /** Whom it wakes, wherever they live. */
  record Wakes(BiConsumer<WorkId, WorkCommand> work, BiConsumer<AgentId, AgentCommand> agents) {}

  private final BoardQueries board;
  private final Wakes wakes;
  private final BoardSettings.Sweeping settings;
  private final TimerScheduler<Message> timers;
  private final Clock clock;

  private boolean asking;
  private DueWork.After after = DueWork.After.START;
  private boolean walking;
  private boolean walkAnew;
  private boolean workWalked;
  private Optional<WorkId> lastWork = Optional.empty();
  private Optional<AgentId> lastAgent = Optional.empty();

  private Sweep(
      ActorContext<Message> context, TimerScheduler<Message> timers, BoardQueries board, Wakes wakes, BoardSettings.Sweeping settings) {
    super(context);
    this.board = board;
    this.wakes = wakes;
    this.settings = settings;
    this.timers = timers;
    this.clock = Clock.systemUTC();
    ActorRef<MemberEvent> members = context.messageAdapter(MemberEvent.class, MemberChanged::new);
    Cluster.get(context.getSystem()).subscriptions().tell(Subscribe.create(members, MemberEvent.class));
    timers.startTimerWithFixedDelay(new Round(), settings.period());
    walkSoon();
  }

  static Behavior<Message> create(BoardQueries board, Wakes wakes, BoardSettings.Sweeping settings) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Sweep(context, timers, board, wakes, settings)));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Round.class, this::round)
        .onMessage(DueFound.class, this::dueFound)
        .onMessage(MemberChanged.class, this::memberChanged)
        .onMessage(Walk.class, this::walk)
        .onMessage(Step.class, this::step)
        .onMessage(WorkFound.class, this::workFound)
        .onMessage(AgentsFound.class, this::agentsFound)
        .onMessage(Failed.class, this::failed)
        .build();
  }

  private Behavior<Message> round(Round round) {
    if (!asking) {
      ask(board.dueWork(clock.instant(), after, settings.maxPerRound()), DueFound::new);
    }
    return this;
  }

  private Behavior<Message> dueFound(DueFound found) {
    asking = false;
    after = found.due().next();
    found.due().items().forEach(this::wake);
    return this;
  }

  private Behavior<Message> memberChanged(MemberChanged changed) {
    if (changed.event() instanceof MemberUp || changed.event() instanceof MemberRemoved) {
      walkSoon();
    }
    return this;
  }

  private void walkSoon() {
    timers.startSingleTimer("walk", new Walk(), BURST);
    timers.startSingleTimer("walk again", new Walk(), settings.wakeAgainAfter());
  }

  private Behavior<Message> walk(Walk walk) {
    if (walking) {
      walkAnew = true;
      return this;
    }
    walking = true;
    workWalked = false;
    lastWork = Optional.empty();
    lastAgent = Optional.empty();
    return step(new Step());
  }

  private Behavior<Message> step(Step step) {
    if (asking) {
      timers.startSingleTimer(step, STEP);
    } else if (workWalked) {
      ask(board.liveAgentsPage(lastAgent, pageSize()), AgentsFound::new);
    } else {
      ask(board.claimedPage(lastWork, pageSize()), WorkFound::new);
    }
    return this;
  }

  private Behavior<Message> workFound(WorkFound found) {
    asking = false;
    found.page().forEach(this::wake);
    workWalked = found.page().size() < pageSize();
    if (!found.page().isEmpty()) {
      lastWork = Optional.of(found.page().get(found.page().size() - 1));
    }
    timers.startSingleTimer(new Step(), STEP);
    return this;
  }

  private Behavior<Message> agentsFound(AgentsFound found) {
    asking = false;
    found.page().forEach(id -> wakes.agents().accept(id, new AgentCommand.Wake()));
    if (found.page().size() == pageSize()) {
      lastAgent = Optional.of(found.page().get(found.page().size() - 1));
      timers.startSingleTimer(new Step(), STEP);
      return this;
    }
    walking = false;
    if (walkAnew) {
      walkAnew = false;
      return walk(new Walk());
    }
    return this;
  }

  /** A round is skipped; a walk goes on from the same place a period later. */
  private Behavior<Message> failed(Failed failed) {
    asking = false;
    getContext().getLog().warn("The board could not be asked what to wake; trying again: {}", failed.failure().toString());
    if (walking && !timers.isTimerActive(new Step())) {
      timers.startSingleTimer(new Step(), settings.period());
    }
    return this;
  }

  private void wake(WorkId id) {
    wakes.work().accept(id, new WorkCommand.Wake());
  }

  private int pageSize() {
    return Math.max(1, Math.min(settings.wakesPerSecond() / STEPS_PER_SECOND, BoardQueries.MAX_PAGE));
  }

  private <T> void ask(CompletionStage<T> answer, java.util.function.Function<T, Message> found) {
    asking = true;
    getContext().pipeToSelf(answer, (value, failure) -> failure == null ? found.apply(value) : new Failed(failure));
  }
}
