package dev.troupe.node.work;

import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentCommand.ClaimsGranted;
import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.DispatchCommand.ProposalAnswered;
import dev.troupe.protocol.DispatchCommand.ProposalsAnswered;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.Sizes;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the items of one proposal say: held back until all have spoken or have had their time, then told together; what comes later is passed on at once.
 * No actor and no clock in here, so that a simulation can drive it.
 */
public final class ClaimRound {
  private final RequestId request;
  private final Consumer<ClaimsGranted> agent;
  private final Consumer<ProposalsAnswered> dispatcher;
  private final List<ClaimGrant> grants = new ArrayList<>();
  private final List<ProposalAnswered> answers = new ArrayList<>();

  /** Who has not answered. */
  private final Set<WorkId> silent;

  /** Who has granted, and whose grant is not here; grant and answer may overtake one another. */
  private final Set<WorkId> promised = new HashSet<>();

  private final Set<WorkId> kept = new HashSet<>();
  private boolean open;

  /**
   * @param works the items that are asked
   * @param agent the entity of the agent they were asked for
   */
  public ClaimRound(RequestId request, List<WorkId> works, Consumer<ClaimsGranted> agent, Consumer<ProposalsAnswered> dispatcher) {
    this.request = request;
    this.silent = new HashSet<>(works);
    this.agent = agent;
    this.dispatcher = dispatcher;
  }

  public void granted(AgentCommand.ClaimGranted grant) {
    grants.add(grant.grant());
    kept.add(grant.grant().work().id());
    promised.remove(grant.grant().work().id());
    tellIfDone();
  }

  public void answered(ProposalAnswered answer) {
    answers.add(answer);
    silent.remove(answer.work());
    if (answer.granted() && !kept.contains(answer.work())) {
      promised.add(answer.work());
    }
    tellIfDone();
  }

  /** Nobody is held back any longer for those that are silent. */
  public void timeUp() {
    open = true;
    tell();
  }

  /** Whether all have spoken. */
  public boolean isDone() {
    return silent.isEmpty() && promised.isEmpty();
  }

  private void tellIfDone() {
    if (open || isDone()) {
      tell();
    }
  }

  /** The grants first: the agent then knows what it has before the dispatcher promises it. */
  private void tell() {
    while (!grants.isEmpty()) {
      agent.accept(new ClaimsGranted(request, fitting()));
    }
    if (!answers.isEmpty()) {
      dispatcher.accept(new ProposalsAnswered(List.copyOf(answers)));
      answers.clear();
    }
  }

  private List<ClaimGrant> fitting() {
    long room = WorkBatch.MAX_BYTES;
    int count = 0;
    while (count < grants.size() && (count == 0 || Sizes.of(grants.get(count).work()) <= room)) {
      room -= Sizes.of(grants.get(count).work());
      count++;
    }
    List<ClaimGrant> first = List.copyOf(grants.subList(0, count));
    grants.subList(0, count).clear();
    return first;
  }
}
