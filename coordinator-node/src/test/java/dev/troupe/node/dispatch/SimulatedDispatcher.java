package dev.troupe.node.dispatch;

import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.troupe.node.Directory;
import dev.troupe.node.simulation.Network;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** A dispatcher with its real matchmaker; what it forgets it reads from the items. */
public final class SimulatedDispatcher {
  private static final DispatchSettings SETTINGS =
      new DispatchSettings(
          1_000, 100, 1_000, Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofMinutes(10), Duration.ofMinutes(2));

  private final TeamId team;
  private final Directory directory;
  private final Network network;
  private final Supplier<List<ReadyWork>> board;
  private Matchmaker matchmaker;
  private final TestInbox<WorkBatch> toClerk = TestInbox.create();
  private final SimulatedClerk clerk;
  private TestInbox<DispatchCommand> answers;

  public SimulatedDispatcher(TeamId team, Directory directory, Network network, Supplier<List<ReadyWork>> board) {
    this.team = team;
    this.directory = directory;
    this.network = network;
    this.board = board;
    this.clerk = new SimulatedClerk(directory, network);
    crash();
  }

  public void crash() {
    TestInbox<DispatchCommand> mine = TestInbox.create();
    answers = mine;
    matchmaker =
        new Matchmaker(
            team, SETTINGS, directory, (match, works) -> Matchmaker.propose(match, works, mine.getRef(), directory, toClerk.getRef()));
    reload();
  }

  /** Puts what items answered to proposals on its way; answers to one that crashed stay in its inbox. */
  public void collectAnswers() {
    SimulatedDispatcher self = this;
    Matchmaker asked = matchmaker;
    for (WorkBatch batch : toClerk.getAllReceived()) {
      network.send(() -> clerk.tell((WorkBatch.Propose) batch));
    }
    clerk.collectAnswers();
    for (DispatchCommand answer : answers.getAllReceived()) {
      network.send(
          () -> {
            if (self.matchmaker == asked) {
              self.tell(answer);
            }
          });
    }
  }

  public void tell(DispatchCommand command) {
    Instant now = network.now();
    if (command instanceof DispatchCommand.Match match) {
      matchmaker.match(match, now, nanos());
    } else if (command instanceof DispatchCommand.CancelMatch cancel) {
      matchmaker.cancel(cancel);
    } else if (command instanceof DispatchCommand.WorkReady ready) {
      matchmaker.ready(ready.work(), now, nanos());
    } else if (command instanceof DispatchCommand.WorkGone gone) {
      matchmaker.gone(gone, nanos());
    } else if (command instanceof DispatchCommand.ProposalAnswered answer) {
      matchmaker.answered(answer, now, nanos());
    } else if (command instanceof DispatchCommand.ProposalsAnswered all) {
      all.answers().forEach(answer -> matchmaker.answered(answer, now, nanos()));
    }
  }

  /** The clerk's node dies, and with it what items said to proposals that are under way. */
  public void crashClerk() {
    clerk.crash();
  }

  public void tick() {
    matchmaker.tick(nanos());
  }

  public void reload() {
    matchmaker.reloaded(board.get(), true, network.now(), nanos());
  }

  private long nanos() {
    return Duration.between(Instant.EPOCH, network.now()).toNanos();
  }
}
