package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.ServiceKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What many items are asked in one message, told to a clerk: there is one on every coordinator. It changes nothing of what an item decides; an item that is
 * asked through a clerk is asked as if alone.
 */
public sealed interface WorkBatch {
  ServiceKey<WorkBatch> SERVICE_KEY = ServiceKey.create(WorkBatch.class, "troupe-work-clerk");

  /** Bytes of one message of orders or of answers, at most: a good part of what may travel in one ({@code troupe.wire.max-message-bytes}). */
  long MAX_BYTES = 640 << 10;

  /** Orders of one message, at most. */
  int MAX_ORDERS = 1_000;

  /** Said by the clerk to itself; implemented beside the actor. */
  non-sealed interface Internal extends WorkBatch {}

  /** What one item is asked. Each may be asked twice without harm. */
  sealed interface Order {
    WorkId work();

    WorkCommand.Asked command(ActorRef<WorkReply> replyTo);

    /** Bytes it takes in a message, at most. */
    long bytes();
  }

  record Look(WorkId work) implements Order {
    @Override
    public WorkCommand.Asked command(ActorRef<WorkReply> replyTo) {
      return new WorkCommand.Get(replyTo);
    }

    @Override
    public long bytes() {
      return Sizes.of(work);
    }
  }

  record Add(WorkId work, WorkSpec spec, Cause cause) implements Order {
    @Override
    public WorkCommand.Asked command(ActorRef<WorkReply> replyTo) {
      return new WorkCommand.Add(spec, cause, replyTo);
    }

    @Override
    public long bytes() {
      return Sizes.of(work) + Sizes.of(spec) + Sizes.of(cause);
    }
  }

  record Complete(
      WorkId work, AgentId agent, LeaseToken token, Outcome outcome, Optional<Json> result, Optional<Usage> usage, Cause cause)
      implements Order {
    @Override
    public WorkCommand.Asked command(ActorRef<WorkReply> replyTo) {
      return new WorkCommand.Complete(agent, token, outcome, result, usage, cause, replyTo);
    }

    @Override
    public long bytes() {
      return Sizes.of(work) + Sizes.of(result) + Sizes.of(cause);
    }
  }

  /**
   * Asks the items, wherever they live.
   *
   * @param orders 1 to {@value #MAX_ORDERS}, of {@link #MAX_BYTES} together
   * @param within how long to wait for them
   */
  record AskAll(List<Order> orders, Duration within, ActorRef<Answers> replyTo) implements WorkBatch {
    public AskAll {
      Names.requireCount("orders", orders.size(), MAX_ORDERS);
    }
  }

  /** From clerk to clerk: asks items that seem to live where you are. */
  record AskHere(List<Order> orders, Duration within, ActorRef<Answers> replyTo) implements WorkBatch {
    public AskHere {
      Names.requireCount("orders", orders.size(), MAX_ORDERS);
    }
  }

  /**
   * Proposes items to themselves on an agent's behalf. What they grant goes to the agent's entity, and what they say at all to the dispatcher, each in few
   * messages; what comes late is passed on when it comes.
   *
   * @param works 1 to {@link AgentCommand.ClaimNext#MAX_CLAIMS}
   */
  record Propose(Proposal proposal, List<WorkId> works) implements WorkBatch {
    public Propose {
      Names.requireCount("works", works.size(), AgentCommand.ClaimNext.MAX_CLAIMS);
    }
  }

  /** From clerk to clerk: proposes items that seem to live where you are. */
  record ProposeHere(Proposal proposal, List<WorkId> works) implements WorkBatch {
    public ProposeHere {
      Names.requireCount("works", works.size(), AgentCommand.ClaimNext.MAX_CLAIMS);
    }
  }

  /** For whom items are proposed; as in {@link WorkCommand.Claim}. */
  record Proposal(
      AgentId agent,
      Set<String> capabilities,
      RequestId requestId,
      Optional<Duration> lease,
      Cause cause,
      ActorRef<DispatchCommand> proposer) {}

  /**
   * What the items said. One that is missing did not answer in time, or its answer did not fit: what became of it is not known, so ask it by itself.
   *
   * @param answers of {@link #MAX_BYTES} together at most
   */
  record Answers(List<Answer> answers) {}

  /** @param index of the order */
  record Answer(int index, WorkReply reply) {}
}
