package dev.troupe.node.work;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ExtensibleBehavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.typed.PersistenceId;
import dev.troupe.node.ContextAlarms;
import dev.troupe.node.Decision;
import dev.troupe.node.Directory;
import dev.troupe.node.OpenSpan;
import dev.troupe.node.journal.DuplicateSequenceNumber;
import dev.troupe.node.journal.EntityJournal;
import dev.troupe.node.journal.EventRefused;
import dev.troupe.node.journal.JournalDatabase;
import dev.troupe.node.work.WorkState.Absent;
import dev.troupe.node.work.WorkState.Claimed;
import dev.troupe.node.work.WorkState.Present;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The actor of one work item: reads what is stored of it, decides by {@link WorkRules}, stores the event, and only then lets {@link WorkDesk} answer and tell
 * others. One event at a time is under way; what comes meanwhile waits, in order. A claimed item stays in memory, because the clock of its lease is there.
 *
 * <p>Event-sourced on {@link EntityJournal} and not by Akka's EventSourcedBehavior, which costs an item three times the memory and each event four messages more;
 * docs/adr/0011-items-on-the-journal.md.
 */
public final class WorkItem extends ExtensibleBehavior<WorkCommand> {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private enum Phase {
    /** Nobody has looked what is stored. */
    UNREAD,
    READING,
    READY,
    STORING,
    /** The journal failed; it is read again after a pause. */
    PAUSING
  }

  private enum Clock {
    IDLE,
    PAUSE
  }

  /** What is being stored, and what asked for it. */
  private record Storing(WorkState before, WorkEvent event, WorkCommand command, Optional<OpenSpan> span) {}

  private final WorkId id;
  private final String persistenceId;
  private final WorkSettings settings;
  private final Crowd crowd;
  private final EntityJournal journal;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<WorkCommand> context;
  private final ContextAlarms<WorkCommand> alarms;
  private final WorkDesk desk;
  private final ArrayDeque<WorkCommand> waiting = new ArrayDeque<>(2);

  private Phase phase = Phase.UNREAD;
  private WorkState state;
  private long number;
  private String writer;
  private Storing storing;
  private Duration pause = SHORTEST_PAUSE;
  private long begunNanos = System.nanoTime();
  private long heardNanos = begunNanos;
  private long idleNanos;
  private boolean idleWatched;
  private long idleDueNanos;

  /**
   * @param crowd all items of this node
   * @param shard told when the item has been idle, so that it can leave memory
   */
  public static Behavior<WorkCommand> create(
      WorkId id, WorkSettings settings, Crowd crowd, Directory directory, InstantSource clock, ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(context -> new WorkItem(id, settings, crowd, directory, clock, shard, context));
  }

  public static PersistenceId persistenceId(WorkId id) {
    return PersistenceId.of(WorkCommand.TYPE_KEY.name(), id.value());
  }

  public static WorkCommand stopMessage() {
    return new WorkMessages.Stop();
  }

  private WorkItem(
      WorkId id,
      WorkSettings settings,
      Crowd crowd,
      Directory directory,
      InstantSource clock,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<WorkCommand> context) {
    this.id = id;
    this.persistenceId = persistenceId(id).id();
    this.settings = settings;
    this.crowd = crowd;
    this.shard = shard;
    this.context = context;
    this.journal = JournalDatabase.get(context.getSystem()).entities();
    this.alarms = new ContextAlarms<>(context);
    this.desk = new WorkDesk(id, directory, clock, alarms, () -> context.messageAdapter(WorkReply.class, WorkItem::asDependencyEnded));
    this.state = new Absent(id);
    crowd.came();
  }

  @Override
  public Behavior<WorkCommand> receive(TypedActorContext<WorkCommand> same, WorkCommand message) {
    if (message instanceof WorkMessages.Stored stored) {
      return onStored(stored);
    }
    if (message instanceof WorkMessages.Read read) {
      return onRead(read);
    }
    if (message instanceof WorkMessages.ReadAgain) {
      return read();
    }
    if (message instanceof WorkMessages.Idle) {
      return onIdle();
    }
    return switch (phase) {
      case READY -> handle(message);
      case UNREAD -> onFirst(message);
      // A hand-over does not wait for a journal that fails or is slow to read; what is lost with it was not answered.
      case READING, PAUSING -> message instanceof WorkMessages.Stop ? Behaviors.stopped() : await(message);
      case STORING -> await(message);
    };
  }

  @Override
  public Behavior<WorkCommand> receiveSignal(TypedActorContext<WorkCommand> same, Signal signal) {
    if (signal instanceof PostStop) {
      alarms.clearAll();
      crowd.left();
    }
    return this;
  }

  /** An item that is being added is most likely new: it is stored without a look, and the journal's key tells if it is not. */
  private Behavior<WorkCommand> onFirst(WorkCommand message) {
    if (message instanceof WorkMessages.Stop) {
      return Behaviors.stopped();
    }
    if (message instanceof WorkCommand.Add && WorkRules.decide(state, message, desk.moment()) instanceof Decision.Store<WorkEvent> birth) {
      store(birth.event(), message);
      return this;
    }
    waiting.add(message);
    return read();
  }

  private Behavior<WorkCommand> read() {
    phase = Phase.READING;
    context.pipeToSelf(journal.past(persistenceId), (past, failure) -> new WorkMessages.Read(Optional.ofNullable(past), Optional.ofNullable(failure)));
    return this;
  }

  private Behavior<WorkCommand> onRead(WorkMessages.Read read) {
    if (read.past().isEmpty()) {
      return pause("read what is stored", read.failure().orElseThrow());
    }
    EntityJournal.Past past = read.past().get();
    WorkState next = (WorkState) past.snapshot().orElse(new Absent(id));
    for (Object event : past.events()) {
      next = WorkEvolution.evolve(next, (WorkEvent) event);
    }
    state = next;
    number = past.newest();
    writer = null;
    Metrics.since(Metric.RECOVERY, begunNanos, "work");
    desk.recovered(state);
    watchIdle();
    return goOn();
  }

  private Behavior<WorkCommand> handle(WorkCommand command) {
    if (command instanceof WorkMessages.Stop) {
      return Behaviors.stopped();
    }
    heardNanos = System.nanoTime();
    Decision<WorkEvent> decision = WorkRules.decide(state, command, desk.moment());
    if (decision instanceof Decision.Store<WorkEvent> store) {
      store(store.event(), command);
    } else if (decision instanceof Decision.Refused<WorkEvent> refused) {
      desk.refused(state, command, refused.refusal());
    } else {
      desk.unchanged(state, command, decision instanceof Decision.Repeated<WorkEvent>);
    }
    return this;
  }

  private void store(WorkEvent event, WorkCommand command) {
    phase = Phase.STORING;
    storing = new Storing(state, event, command, OpenSpan.below(event.by(), "work store"));
    if (writer == null) {
      writer = UUID.randomUUID().toString();
    }
    ActorRef<WorkCommand> self = context.getSelf();
    EntityJournal.Next next = new EntityJournal.Next(persistenceId, number + 1, writer, event);
    if (number == 0) {
      journal.storeBirth(next, failure -> self.tell(new WorkMessages.Stored(failure)));
    } else {
      journal.store(next, failure -> self.tell(new WorkMessages.Stored(failure)));
    }
  }

  private Behavior<WorkCommand> onStored(WorkMessages.Stored stored) {
    Storing done = storing;
    storing = null;
    if (stored.failure().isPresent()) {
      return notStored(done, stored.failure().get());
    }
    number++;
    pause = SHORTEST_PAUSE;
    state = WorkEvolution.evolve(done.before(), done.event());
    done.span().ifPresent(open -> open.stored(persistenceId(id), number, done.event().action()));
    desk.stored(done.before(), done.event(), (Present) state, done.command());
    if (number % settings.snapshotEvery() == 0) {
      saveSnapshot();
    }
    watchIdle();
    return goOn();
  }

  /** Whoever asked is not answered: whether it is stored may not be known. But an item that was there when it was to be added is read, and then asked. */
  private Behavior<WorkCommand> notStored(Storing attempt, Throwable failure) {
    if (failure instanceof EventRefused) {
      context.getLog().error("Work {} made an event that the journal refuses; this is a fault of Troupe.", id, failure);
      return Behaviors.stopped();
    }
    if (number == 0 && failure instanceof DuplicateSequenceNumber) {
      waiting.addFirst(attempt.command());
      return read();
    }
    return pause("store " + attempt.event().action(), failure);
  }

  private Behavior<WorkCommand> pause(String what, Throwable failure) {
    phase = Phase.PAUSING;
    Duration jittered = pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 5));
    context.getLog().warn("Work {} could not {}: {}. It reads its journal again in {} ms.", id, what, failure.toString(), jittered.toMillis());
    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    begunNanos = System.nanoTime();
    alarms.set(Clock.PAUSE, jittered, new WorkMessages.ReadAgain());
    return this;
  }

  private Behavior<WorkCommand> goOn() {
    phase = Phase.READY;
    Behavior<WorkCommand> next = this;
    while (phase == Phase.READY && next == this && !waiting.isEmpty()) {
      next = handle(waiting.poll());
    }
    return next;
  }

  /** What it says to itself always has room: the end of a lease must not get lost, and there is little of it. */
  private Behavior<WorkCommand> await(WorkCommand message) {
    if (waiting.size() < settings.waitingCommands() || message instanceof WorkMessages) {
      waiting.add(message);
    } else if (message instanceof WorkCommand.Asked asked) {
      String detail = "Expected fewer commands to wait for work " + id + ".";
      asked.replyTo().tell(new WorkReply.Refused(Refusal.limited(Code.OVERLOADED, detail, settings.waitingCommands())));
    }
    return this;
  }

  private void saveSnapshot() {
    journal
        .saveSnapshot(persistenceId, number, state)
        .whenComplete(
            (saved, failure) -> {
              if (failure != null) {
                context.getSystem().log().warn("A snapshot of work {} could not be saved: {}. The next recovery takes longer.", id, failure.toString());
              }
            });
  }

  /** One alarm at most is set, and is left where it is while the item is asked things: it looks then how long ago the last was. */
  private void watchIdle() {
    boolean over = !(state instanceof Present present) || present.status().isFinal();
    Duration idle = crowd.isTooMuch() ? settings.idleWhenCrowded() : over ? settings.idleWhenFinal() : settings.idleBeforePassivation();
    idleNanos = idle.toNanos();
    heardNanos = System.nanoTime();
    if (!idleWatched || heardNanos + idleNanos - idleDueNanos < 0) {
      watchIdleFor(idleNanos);
    }
  }

  private void watchIdleFor(long nanos) {
    idleWatched = true;
    idleDueNanos = System.nanoTime() + nanos;
    alarms.set(Clock.IDLE, Duration.ofNanos(nanos), new WorkMessages.Idle());
  }

  private Behavior<WorkCommand> onIdle() {
    idleWatched = false;
    if (phase == Phase.READY && !(state instanceof Claimed)) {
      long left = heardNanos + idleNanos - System.nanoTime();
      if (left > 0) {
        watchIdleFor(left);
      } else {
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
      }
    }
    return this;
  }

  private static WorkCommand asDependencyEnded(WorkReply reply) {
    return reply instanceof WorkReply.Accepted accepted
        ? new WorkCommand.DependencyEnded(accepted.work().id(), accepted.work().status())
        : new WorkMessages.DependencyUnknown();
  }
}
