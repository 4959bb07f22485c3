package dev.troupe.node.agent;

import akka.actor.typed.ActorRef;
import dev.troupe.node.Directory;
import dev.troupe.node.simulation.Network;
import dev.troupe.node.simulation.SimulatedAlarms;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An agent's entity with its real desk; what it held is recalled from the items' journals. */
public final class SimulatedAgent {
  /** Few, so that most repeats of old requests are answered from the journal. */
  private static final int REMEMBERED = 2;

  private static final AgentSettings SETTINGS =
      new AgentSettings(
          Duration.ofSeconds(45), Duration.ofSeconds(90), Duration.ofSeconds(4), Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofSeconds(30), REMEMBERED, 16);

  private final AgentId id;
  private final AgentProfile profile;
  private final Directory directory;
  private final Network network;
  private final Supplier<List<RecalledClaim>> journal;
  private final ActorRef<WorkReply> nobody;
  private int crashes;
  private ClaimLedger ledger;
  private ClaimDesk desk;
  private SimulatedAlarms<AgentCommand> alarms;

  public SimulatedAgent(
      AgentId id,
      AgentProfile profile,
      Directory directory,
      Network network,
      Supplier<List<RecalledClaim>> journal,
      ActorRef<WorkReply> nobody) {
    this.id = id;
    this.profile = profile;
    this.directory = directory;
    this.network = network;
    this.journal = journal;
    this.nobody = nobody;
    start();
  }

  public void tell(AgentCommand command) {
    if (command instanceof AgentCommand.ClaimNext claim) {
      claimNext(claim);
    } else if (command instanceof AgentCommand.ClaimGranted granted) {
      desk.granted(granted.requestId(), granted.grant());
    } else if (command instanceof AgentCommand.ClaimsGranted granted) {
      granted.grants().forEach(grant -> desk.granted(granted.requestId(), grant));
    } else if (command instanceof AgentCommand.ClaimRefused refused) {
      desk.refused(refused.requestId(), refused.work(), refused.refusal());
    } else if (command instanceof AgentCommand.ClaimEnded ended) {
      ledger.end(ended.work(), ended.token());
    } else if (command instanceof AgentCommand.MatchSettled settled) {
      desk.settled(settled);
    } else if (command instanceof AgentCommand.MatchRefused refused) {
      desk.matchRefused(refused);
    } else if (command instanceof AgentMessages.RepairDue due) {
      desk.repair(due.requestId());
    } else if (command instanceof AgentMessages.WaitOver over) {
      desk.waitOver(over.requestId());
    } else if (command instanceof AgentMessages.GiveUp giveUp) {
      desk.giveUp(giveUp.requestId());
    }
  }

  /** The journal answers some time later; an entity that has crashed meanwhile hears nothing. */
  private void claimNext(AgentCommand.ClaimNext claim) {
    if (desk.isLateCopy(claim)) {
      return;
    }
    if (!desk.onlyJournalKnows(claim)) {
      desk.claimNext(claim);
      return;
    }
    ask(
        claim.requestId(),
        found -> {
          desk.recall(claim, found);
          desk.claimNext(claim);
        });
  }

  private void lookUp(ClaimRequest request) {
    ask(request.id, found -> desk.lookedUp(request.id, found));
  }

  private void ask(RequestId request, Consumer<List<RecalledClaim>> then) {
    List<RecalledClaim> found = journal.get().stream().filter(one -> one.requestId().equals(request)).toList();
    ClaimDesk asking = desk;
    network.after(
        Duration.ofMillis(5),
        () -> {
          if (asking == desk) {
            then.accept(found);
          }
        });
  }

  /** What the audit of overdue leases does, with the truth at hand. */
  public void audit(java.util.function.Predicate<dev.troupe.protocol.WorkId> stillHeld) {
    ledger.works().stream().filter(work -> !stillHeld.test(work)).forEach(ledger::drop);
  }

  public int crashes() {
    return crashes;
  }

  public void crash() {
    crashes++;
    alarms.die();
    start();
  }

  private void start() {
    alarms = new SimulatedAlarms<>(network, this::tell);
    ledger = new ClaimLedger(REMEMBERED);
    if (crashes > 0) {
      ledger.recovered();
    }
    ledger.recall(journal.get().stream().filter(RecalledClaim::open).toList());
    desk = new ClaimDesk(id, SETTINGS, directory, alarms, ledger, this::lookUp, nobody);
    desk.uses(profile);
  }
}
