package dev.troupe.node.work;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.ActorRef;
import dev.troupe.node.Directory;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.WorkBatch.Proposal;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The actor of one {@link ClaimRound}: proposes, listens, passes on, and ends when all have spoken or nobody can be expected to any more. */
final class Proposing {
  /** How long the quick are held back for the slow. */
  private static final Duration HELD_BACK = Duration.ofMillis(500);

  /** Longer than a journal that is slow takes to store or to fail. */
  private static final Duration LISTENS = Duration.ofSeconds(30);

  private enum Time {
    UP,
    OVER
  }

  private Proposing() {}

  static Behavior<Object> create(Proposal proposal, List<WorkId> works, Directory directory) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ActorRef<Object> self = context.getSelf();
                  ClaimRound round =
                      new ClaimRound(
                          proposal.requestId(),
                          works,
                          granted -> directory.tell(proposal.agent(), granted),
                          answered -> proposal.proposer().tell(answered));
                  works.forEach(work -> directory.tell(work, claim(proposal, self)));
                  timers.startSingleTimer(Time.UP, HELD_BACK);
                  timers.startSingleTimer(Time.OVER, LISTENS);
                  return Behaviors.receiveMessage(message -> heard(round, message));
                }));
  }

  private static Behavior<Object> heard(ClaimRound round, Object message) {
    if (message instanceof AgentCommand.ClaimGranted granted) {
      round.granted(granted);
    } else if (message instanceof DispatchCommand.ProposalAnswered answered) {
      round.answered(answered);
    } else if (message == Time.UP) {
      round.timeUp();
    }
    return round.isDone() || message == Time.OVER ? Behaviors.stopped() : Behaviors.same();
  }

  private static WorkCommand claim(Proposal proposal, ActorRef<Object> self) {
    return new WorkCommand.Claim(
        proposal.agent(),
        proposal.capabilities(),
        proposal.requestId(),
        proposal.lease(),
        proposal.cause(),
        Optional.of(self.narrow()),
        Optional.of(self.narrow()));
  }
}
