package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.history.Action;
import dev.troupe.load.chaos.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * After the last fault is healed, a lease without a sign of life ends within its length, begun anew at the latest by the healing, plus the stated bound;
 * and what is ready is taken, while agents ask for it.
 */
final class NoOrphan implements Check {

  private static final Set<String> ENDS = Set.of("work.completed", "work.submitted", "work.attempt_failed", "work.failed", "work.lease_expired",
    "work.released", "work.cancelled");
  private static final Set<String> MAKES_READY = Set.of("work.added", "work.lease_expired", "work.attempt_failed", "work.released", "work.due",
    "work.retried", "work.dependency_met", "work.review_rejected");

  @Override
  public String name() {
    return "no-orphan";
  }

  @Override
  public String promise() {
    return "After healing no item stays orphaned longer than its lease plus the stated bound.";
  }

  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    evidence.eventsByItem().forEach((workId, events) -> {
      JournalEvent last = events.get(events.size() - 1);
      if (last.is("work.claimed") || last.is("work.progressed")) {
        stillHeld(workId, events, evidence, findings);
      } else if (makesReady(last)) {
        stillReady(workId, last, evidence, findings);
      }
      expiredLate(workId, events, evidence, findings);
    });
    return findings;
  }

  private void stillHeld(String workId, List<JournalEvent> events, Evidence evidence, List<Finding> findings) {
    JournalEvent claim = events.stream().filter(event -> event.is("work.claimed")).reduce((first, second) -> second).orElseThrow();
    long latest = latestEnd(workId, claim, evidence);
    if (evidence.limits().endedNanos() > latest) {
      findings.add(finding(workId, String.format("Held under token %d without a sign of life at %.3f s, %.3f s after it had to be ready again; %s",
        claim.tokenOrZero(), evidence.limits().endedNanos() / 1e9, (evidence.limits().endedNanos() - latest) / 1e9, claim.told())));
    }
  }

  private void stillReady(String workId, JournalEvent last, Evidence evidence, List<Finding> findings) {
    Limits limits = evidence.limits();
    long since = limits.mayJump() ? limits.healedNanos() : Math.max(limits.healedNanos(), limits.nanosOf(last.at()));
    if (limits.endedNanos() > since + limits.orphanBound().toNanos()) {
      findings.add(finding(workId, String.format("Ready at %.3f s and for %.3f s, and no agent was given it; %s", limits.endedNanos() / 1e9,
        (limits.endedNanos() - since) / 1e9, last.told())));
    }
  }

  private void expiredLate(String workId, List<JournalEvent> events, Evidence evidence, List<Finding> findings) {
    if (evidence.limits().mayJump()) {
      return;
    }
    JournalEvent claim = null;
    for (JournalEvent event : events) {
      if (event.is("work.claimed")) {
        claim = event;
      } else if (claim != null && event.is("work.lease_expired")) {
        long expired = evidence.limits().nanosOf(event.at());
        long latest = latestEnd(workId, claim, evidence);
        if (expired > latest) {
          findings.add(finding(workId, String.format("Expired %.3f s after it had to: %s", (expired - latest) / 1e9, event.told())));
        }
      } else if (ENDS.contains(event.action())) {
        claim = null;
      }
    }
  }

  private static long latestEnd(String workId, JournalEvent claim, Evidence evidence) {
    Limits limits = evidence.limits();
    long sign = limits.mayJump() ? 0 : limits.nanosOf(claim.at());
    for (Operation operation : evidence.operationsOf(workId)) {
      boolean ofLease = operation.token() == claim.tokenOrZero() && operation.action() == Action.PROGRESS
        || operation.leases().stream().anyMatch(lease -> lease.workId().equals(workId) && lease.token() == claim.tokenOrZero());
      if (ofLease && operation.outcome() != Operation.Outcome.REFUSED) {
        sign = Math.max(sign, operation.endNanos());
      }
    }
    return Math.max(sign, limits.healedNanos()) + claim.leaseSeconds() * 1_000_000_000L + limits.orphanBound().toNanos();
  }

  private static boolean makesReady(JournalEvent event) {
    return MAKES_READY.contains(event.action()) && !event.exhausted();
  }
}
