package dev.troupe.load.chaos.check;

import dev.troupe.load.check.JournalCheck;
import dev.troupe.load.check.Violation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** By the journal and by the holders' clocks. A lease that ended early counts as well: its holder still had a right to it. */
final class OneLease implements Check {

  private static final Set<Violation.Kind> BREACHES = EnumSet.of(Violation.Kind.LEASES_OVERLAP, Violation.Kind.TOKEN_NOT_GROWING,
    Violation.Kind.CLAIMED_AFTER_COMPLETION, Violation.Kind.COMPLETED_TWICE, Violation.Kind.ADDED_TWICE);

  @Override
  public String name() {
    return "one-lease";
  }

  @Override
  public String promise() {
    return "At most one unexpired lease per item; tokens strictly grow.";
  }

  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    JournalCheck.check(Set.of(), evidence.journal().stream().filter(JournalEvent::isWork).map(JournalEvent::row).toList(), List.of())
      .violations().stream().filter(violation -> BREACHES.contains(violation.kind()))
      .forEach(violation -> findings.add(finding(violation.workId(), violation.kind() + ": " + violation.detail())));
    for (String workId : evidence.operationsByItem().keySet()) {
      List<HeldLease> leases = HeldLease.of(workId, evidence);
      overlaps(leases, evidence, findings);
      endedEarly(leases, evidence, findings);
    }
    return findings;
  }

  private void overlaps(List<HeldLease> leases, Evidence evidence, List<Finding> findings) {
    for (int i = 0; i < leases.size(); i++) {
      for (int later = i + 1; later < leases.size(); later++) {
        HeldLease before = leases.get(i);
        HeldLease after = leases.get(later);
        if (after.knownNanos() < before.untilNanos() - evidence.limits().clockTolerance().toNanos()) {
          findings.add(finding(before.workId(), String.format("Token %d held by %s until %.3f s at least, but token %d was told to %s at %.3f s; %s; %s",
            before.token(), before.agentId(), before.untilNanos() / 1e9, after.token(), after.agentId(), after.knownNanos() / 1e9,
            before.granted().told(), after.granted().told())));
        }
      }
    }
  }

  /** Where no clock was moved, the journal's own time tells when Troupe took a lease away. */
  private void endedEarly(List<HeldLease> leases, Evidence evidence, List<Finding> findings) {
    for (HeldLease lease : leases) {
      for (JournalEvent event : evidence.eventsOf(lease.workId())) {
        boolean takenAway = event.isOwn() && event.tokenOrZero() == lease.token() && !event.is("work.claimed");
        if (takenAway && !evidence.limits().mayJump()
          && evidence.limits().nanosOf(event.at()) < lease.untilNanos() - evidence.limits().clockTolerance().toNanos()) {
          findings.add(finding(lease.workId(), String.format("Token %d of %s was to hold until %.3f s at least, but at %.3f s: %s; %s", lease.token(),
            lease.agentId(), lease.untilNanos() / 1e9, evidence.limits().nanosOf(event.at()) / 1e9, event.told(), lease.granted().told())));
        }
      }
    }
  }
}
