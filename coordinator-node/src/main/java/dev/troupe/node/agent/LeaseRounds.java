package dev.troupe.node.agent;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.troupe.node.Directory;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.LeaseRef;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkCommand.RenewReply;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks the items that an agent holds, all at once and each once; what they answer in time comes back to its entity as one message. */
final class LeaseRounds {
  private final AgentId id;
  private final AgentSettings settings;
  private final Directory directory;
  private final ClaimLedger ledger;
  private final ActorContext<AgentCommand> context;
  private final ActorRef<WorkReply> looks;

  LeaseRounds(AgentId id, AgentSettings settings, Directory directory, ClaimLedger ledger, ActorContext<AgentCommand> context) {
    this.id = id;
    this.settings = settings;
    this.directory = directory;
    this.ledger = ledger;
    this.context = context;
    this.looks = context.messageAdapter(WorkReply.class, AgentMessages.Looked::new);
  }

  /** Renews the leases that a heartbeat names, or all; ends in {@link AgentMessages.Renewed}. */
  void renew(AgentCommand.Heartbeat beat) {
    ActorRef<AgentCommand> self = context.getSelf();
    List<LeaseRef> leases = beat.leases().isEmpty() ? ledger.leases() : beat.leases();
    if (leases.isEmpty()) {
      self.tell(new AgentMessages.Renewed(beat, List.of()));
      return;
    }
    context.spawnAnonymous(
        Round.create(
            RenewReply.class,
            leases.size(),
            settings.answerWithin(),
            replies ->
                leases.forEach(lease -> directory.tell(lease.work(), new WorkCommand.Renew(id, lease.token(), replies))),
            answers -> self.tell(new AgentMessages.Renewed(beat, answers))));
  }

  /** Looks whether everything is still held before a claim is refused for it; ends in {@link AgentMessages.LookedFirst}. */
  void lookBefore(AgentCommand.Claim claim) {
    ActorRef<AgentCommand> self = context.getSelf();
    List<WorkId> held = ledger.works();
    context.spawnAnonymous(
        Round.create(
            WorkReply.class,
            held.size(),
            settings.answerWithin().dividedBy(4),
            replies -> held.forEach(work -> directory.tell(work, new WorkCommand.Get(replies))),
            answers -> self.tell(new AgentMessages.LookedFirst(claim, answers))));
  }

  /** Gives everything back before an agent goes; ends in {@link AgentMessages.Requeued}. */
  void requeueBefore(AgentCommand.Retire retire) {
    ActorRef<AgentCommand> self = context.getSelf();
    List<LeaseRef> leases = ledger.leases();
    Cause cause = new Cause(retire.cause().actor(), Optional.empty(), "", retire.cause().traceId());
    context.spawnAnonymous(
        Round.create(
            WorkReply.class,
            leases.size(),
            settings.answerWithin(),
            replies ->
                leases.forEach(
                    lease ->
                        directory.tell(
                            lease.work(), new WorkCommand.Release(id, lease.token(), Optional.empty(), cause, replies))),
            answers -> self.tell(new AgentMessages.Requeued(retire))));
  }

  /** Looks at leases that should be over: the item's word that one has ended may have been lost. Ends in {@link AgentMessages.Looked}, one for each item. */
  void audit(Instant now) {
    Instant overdue = now.minus(settings.answerWithin());
    ledger.held().forEach(
        (work, held) -> {
          if (held.expiresAt().isBefore(overdue)) {
            directory.tell(work, new WorkCommand.Get(looks));
          }
        });
  }

  /** Takes in how an item stands. */
  void looked(WorkReply reply) {
    if (reply instanceof WorkReply.Accepted accepted) {
      var work = accepted.work();
      var held = ledger.held().get(work.id());
      if (held != null && !(work.claimedBy().equals(Optional.of(id)) && work.leaseExpiresAt().isPresent())) {
        ledger.drop(work.id());
      } else if (held != null) {
        ledger.hold(work.id(), held.token(), work.leaseExpiresAt().get());
      }
    }
  }
}
