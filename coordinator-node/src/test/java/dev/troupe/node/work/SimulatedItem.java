package dev.troupe.node.work;

import akka.actor.typed.ActorRef;
import dev.troupe.node.Decision;
import dev.troupe.node.Directory;
import dev.troupe.node.simulation.Network;
import dev.troupe.node.simulation.SimulatedAlarms;
import dev.troupe.node.work.WorkState.Available;
import dev.troupe.node.work.WorkState.Claimed;
import dev.troupe.node.work.WorkState.Completed;
import dev.troupe.node.work.WorkState.Present;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.LeaseRef;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A work item with its real rules and its real desk; its journal is a list. */
public final class SimulatedItem {
  public final List<WorkEvent> journal = new ArrayList<>();
  private final List<Long> positions = new ArrayList<>();
  private final WorkId id;
  private final Directory directory;
  private final Network network;
  private final ActorRef<WorkReply> nobody;
  private WorkState state;
  private WorkDesk desk;
  private final Supplier<Duration> storing;
  private final ArrayDeque<WorkCommand> stashed = new ArrayDeque<>();
  private SimulatedAlarms<WorkCommand> alarms;

  /** Commits what is on its way to the journal, and goes on. */
  private Optional<Runnable> underWay = Optional.empty();

  /** @param storing how long the journal takes for the next event; what is told to the item meanwhile waits, its clocks' word too */
  public SimulatedItem(WorkId id, Directory directory, Network network, Supplier<Duration> storing, ActorRef<WorkReply> nobody) {
    this.id = id;
    this.directory = directory;
    this.network = network;
    this.storing = storing;
    this.nobody = nobody;
    start();
  }

  public void tell(WorkCommand command) {
    if (underWay.isPresent()) {
      stashed.add(command);
    } else {
      decide(command);
    }
  }

  private void decide(WorkCommand command) {
    Decision<WorkEvent> decision = WorkRules.decide(state, command, desk.moment());
    if (decision instanceof Decision.Store<WorkEvent> store) {
      store(store.event(), command);
    } else if (decision instanceof Decision.Refused<WorkEvent> refused) {
      desk.refused(state, command, refused.refusal());
    } else {
      desk.unchanged(state, command, decision instanceof Decision.Repeated<WorkEvent>);
    }
  }

  private void store(WorkEvent event, WorkCommand command) {
    // Nobody adds it again when that is lost.
    Duration takes = journal.isEmpty() ? Duration.ZERO : storing.get();
    if (takes.isZero()) {
      stored(event, command);
      return;
    }
    Runnable commit = () -> stored(event, command);
    underWay = Optional.of(commit);
    network.after(
        takes,
        () -> {
          if (underWay.filter(commit::equals).isPresent()) {
            underWay = Optional.empty();
            commit.run();
            while (underWay.isEmpty() && !stashed.isEmpty()) {
              decide(stashed.remove());
            }
          }
        });
  }

  private void stored(WorkEvent event, WorkCommand command) {
    WorkState before = state;
    journal.add(event);
    positions.add(network.nextPosition());
    state = WorkEvolution.evolve(state, event);
    desk.stored(before, event, (Present) state, command);
  }

  /** Its node dies; it is at home elsewhere the next moment, with what the journal knows. What was on its way to the journal is lost. */
  public void crash() {
    alarms.die();
    underWay = Optional.empty();
    stashed.clear();
    start();
  }

  public boolean isCompleted() {
    return state instanceof Completed;
  }

  /** Who holds it by its journal. */
  public Optional<AgentId> holder() {
    return state instanceof Claimed claimed ? Optional.of(claimed.lease().agent()) : Optional.empty();
  }

  public boolean isHeldUnder(AgentId agent, LeaseToken token) {
    return state instanceof Claimed claimed && claimed.lease().isHeldBy(agent, token);
  }

  /** The lease that a request of an agent holds of it. */
  public Optional<LeaseRef> leaseOf(AgentId agent, RequestId request) {
    return state instanceof Claimed claimed && claimed.lease().agent().equals(agent) && claimed.lease().request().equals(request)
        ? Optional.of(new LeaseRef(id, claimed.lease().token()))
        : Optional.empty();
  }

  /** What the read side would show of it. */
  public Optional<ReadyWork> ready() {
    return state instanceof Available available ? Optional.of(WorkViews.ready(available)) : Optional.empty();
  }

  /** Where the journal has the item's n-th event. */
  public long position(int n) {
    return positions.get(n);
  }

  public WorkId id() {
    return id;
  }

  private void start() {
    alarms = new SimulatedAlarms<>(network, this::tell);
    desk = new WorkDesk(id, directory, network::now, alarms, () -> nobody);
    state = new WorkState.Absent(id);
    journal.forEach(event -> state = WorkEvolution.evolve(state, event));
    desk.recovered(state);
  }
}
