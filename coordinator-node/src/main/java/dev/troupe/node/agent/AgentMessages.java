package dev.troupe.node.agent;

import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkCommand.RenewReply;
import dev.troupe.protocol.WorkReply;
import java.util.List;

/** What an agent's entity says to itself. */
sealed interface AgentMessages extends AgentCommand.Internal {

  /** No sign of life for as long as anyone waits. */
  record LifeTimeUp() implements AgentMessages {}

  /** Tell a request again to whom it was told, in case they have moved. */
  record RepairDue(RequestId requestId) implements AgentMessages {}

  /** The time a request was willing to wait is over. */
  record WaitOver(RequestId requestId) implements AgentMessages {}

  /** Whoever should have answered a request has not. */
  record GiveUp(RequestId requestId) implements AgentMessages {}

  /** Look whether the leases that should have ended have. */
  record AuditDue() implements AgentMessages, akka.actor.NotInfluenceReceiveTimeout {}

  /** What an item that was looked at says of itself. */
  record Looked(WorkReply reply) implements AgentMessages {}

  /** The journal has told what the request of a claim got before; nothing, when it is new. */
  record Found(AgentCommand.Claim claim, List<RecalledClaim> claims) implements AgentMessages {}

  record FindFailed(AgentCommand.Claim claim, String reason) implements AgentMessages {}

  /** The journal has told what an open request got so far. */
  record LookedUp(RequestId requestId, List<RecalledClaim> claims) implements AgentMessages {}

  record LookUpFailed(RequestId requestId, String reason) implements AgentMessages {}

  /** What the items an agent seems to hold say of themselves, before its claim is refused for them. */
  record LookedFirst(AgentCommand.Claim claim, List<WorkReply> replies) implements AgentMessages {}

  /** The items have answered a heartbeat. */
  record Renewed(AgentCommand.Heartbeat beat, List<RenewReply> answers) implements AgentMessages {}

  /** The items of an agent that goes for good are back, or did not answer. */
  record Requeued(AgentCommand.Retire retire) implements AgentMessages {}

  /** The journal has told what the agent holds. */
  record Recalled(List<RecalledClaim> claims) implements AgentMessages {}

  record RecallFailed(String reason) implements AgentMessages {}

  record RecallDue() implements AgentMessages {}

  /** Nobody had anything to say for a while. */
  record Idle() implements AgentMessages {}

  /** Hand over or passivate: stop. */
  record Stop() implements AgentMessages {}
}
