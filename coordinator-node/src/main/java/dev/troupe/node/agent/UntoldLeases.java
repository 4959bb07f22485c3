package dev.troupe.node.agent;

import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkId;
import java.util.ArrayList;
import java.util.List;

/** The leases of an agent that only the journal knows: the word of a grant was lost with a dispatcher, in a partition, or with an earlier life of the entity. */
final class UntoldLeases {
  private final ClaimLedger ledger;
  private final ClaimMessages messages;

  UntoldLeases(ClaimLedger ledger, ClaimMessages messages) {
    this.ledger = ledger;
    this.messages = messages;
  }

  /**
   * Whether a request may have got leases that are not known here: one that is not remembered, or that nobody was told a lease of. Without a key of its caller's it is new: nobody can
   * repeat it a day later.
   */
  boolean mayExistFor(AgentCommand.Claim claim) {
    if (claim.cause().requestId().isEmpty()) {
      return false;
    }
    return ledger.mayHoldUntold(claim.requestId()) || ledger.find(claim.requestId()).isEmpty() && ledger.isForgetful();
  }

  /**
   * Takes in what the journal tells of a request. If nobody was told of a lease of it, what it holds beyond what it asked for, or beyond the room there is by now, is given back: its
   * dispatcher was asked again, or the agent has claimed other items, while the word of a grant was lost.
   */
  void recall(AgentCommand.Claim claim, List<RecalledClaim> found, int room) {
    if (ledger.mayHoldUntold(claim.requestId())) {
      keepWhatFits(claim.requestId(), claim.cause().fingerprint(), found, claim instanceof AgentCommand.ClaimNext next ? next.max() : 1, room);
    } else {
      ledger.recall(found);
    }
  }

  /**
   * Takes note of a request's leases and gives back the rest.
   *
   * @param most how many may be kept at most
   * @param room how many of those may be new to the ledger
   */
  void keepWhatFits(RequestId id, String fingerprint, List<RecalledClaim> found, int most, int room) {
    int left = room;
    List<WorkId> kept = new ArrayList<>();
    List<RecalledClaim> beyond = new ArrayList<>();
    for (RecalledClaim one : found.stream().filter(RecalledClaim::open).toList()) {
      boolean known = ledger.holds(one.work(), one.token());
      if (kept.size() < most && (known || left > 0)) {
        kept.add(one.work());
        left -= known ? 0 : 1;
      } else {
        beyond.add(one);
      }
    }
    ledger.recall(found);
    if (!beyond.isEmpty()) {
      beyond.forEach(one -> messages.giveBack(one.work(), one.token()));
      beyond.forEach(one -> ledger.drop(one.work()));
      ledger.remember(id, fingerprint, kept);
    }
  }
}
