package dev.troupe.node.dispatch;

import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.troupe.node.Directory;
import dev.troupe.node.simulation.Network;
import dev.troupe.node.work.ClaimRound;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A clerk with its real rounds. */
final class SimulatedClerk {
  private final Directory directory;
  private final Network network;
  private final List<Round> rounds = new ArrayList<>();

  private record Round(ClaimRound round, TestInbox<AgentCommand> grants, TestInbox<DispatchCommand> answers) {}

  SimulatedClerk(Directory directory, Network network) {
    this.directory = directory;
    this.network = network;
  }

  void tell(WorkBatch.Propose batch) {
    WorkBatch.Proposal proposal = batch.proposal();
    ClaimRound gathering =
        new ClaimRound(
            proposal.requestId(),
            batch.works(),
            granted -> directory.tell(proposal.agent(), granted),
            answered -> proposal.proposer().tell(answered));
    Round round = new Round(gathering, TestInbox.create(), TestInbox.create());
    rounds.add(round);
    batch
        .works()
        .forEach(
            work ->
                directory.tell(
                    work,
                    new WorkCommand.Claim(
                        proposal.agent(),
                        proposal.capabilities(),
                        proposal.requestId(),
                        proposal.lease(),
                        proposal.cause(),
                        Optional.of(round.answers().getRef()),
                        Optional.of(round.grants().getRef()))));
    network.after(Duration.ofMillis(500), () -> whileItLives(round, gathering::timeUp));
    network.after(Duration.ofSeconds(30), () -> rounds.remove(round));
  }

  /** What items said is on its way to the round; an actor that has stopped hears nothing. */
  void collectAnswers() {
    for (Round round : rounds) {
      round.grants().getAllReceived().forEach(said -> network.send(() -> whileItLives(round, () -> round.round().granted((AgentCommand.ClaimGranted) said))));
      round
          .answers()
          .getAllReceived()
          .forEach(said -> network.send(() -> whileItLives(round, () -> round.round().answered((DispatchCommand.ProposalAnswered) said))));
    }
  }

  void crash() {
    rounds.clear();
  }

  private void whileItLives(Round round, Runnable what) {
    if (rounds.contains(round)) {
      what.run();
      if (round.round().isDone()) {
        rounds.remove(round);
      }
    }
  }
}
