package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.history.Action;
import dev.troupe.load.chaos.history.Operation;
import dev.troupe.load.check.JournalCheck;
import dev.troupe.load.check.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * After a newer lease is known to exist, nothing that comes under an older token may be accepted. The same request again, of what was done while the
 * old lease was the newest, is no breach: it changes nothing.
 */
final class OldTokenRefused implements Check {

  @Override
  public String name() {
    return "old-token-refused";
  }

  @Override
  public String promise() {
    return "Nothing is accepted from a token that is not the newest.";
  }

  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    JournalCheck.check(Set.of(), evidence.journal().stream().filter(JournalEvent::isWork).map(JournalEvent::row).toList(), List.of())
      .violations().stream().filter(violation -> violation.kind() == Violation.Kind.NOT_THE_HOLDER)
      .forEach(violation -> findings.add(finding(violation.workId(), violation.detail())));
    evidence.operationsByItem().forEach((workId, operations) -> {
      List<HeldLease> leases = HeldLease.of(workId, evidence);
      for (Operation operation : operations) {
        if (!operation.isOk()) {
          continue;
        }
        for (long token : tokensAccepted(operation, workId)) {
          leases.stream().filter(lease -> lease.token() > token && lease.knownNanos() < operation.startNanos()).findFirst()
            .filter(newer -> !isRepeat(operation, workId, token, newer, evidence))
            .ifPresent(newer -> findings.add(finding(workId, "Token " + newer.token() + " was known to exist ("
              + newer.granted().told() + ") before this was accepted under token " + token + ": " + operation.told())));
        }
      }
    });
    return findings;
  }

  private static List<Long> tokensAccepted(Operation operation, String workId) {
    if (operation.action().needsToken()) {
      return List.of(operation.token());
    }
    if (operation.action() == Action.HEARTBEAT || operation.action().isClaim()) {
      return operation.leases().stream().filter(lease -> lease.workId().equals(workId) && lease.valid()).map(Operation.Told::token).toList();
    }
    return List.of();
  }

  /** Whether it is a request again that the journal has from before the newer lease. */
  private static boolean isRepeat(Operation operation, String workId, long token, HeldLease newer, Evidence evidence) {
    if (!operation.action().needsToken()) {
      return false;
    }
    List<JournalEvent> events = evidence.eventsOf(workId);
    long newerAt = events.stream().filter(event -> event.is("work.claimed") && event.tokenOrZero() == newer.token())
      .mapToLong(JournalEvent::sequence).findFirst().orElse(Long.MAX_VALUE);
    return events.stream().anyMatch(event -> event.sequence() < newerAt && event.tokenOrZero() == token
      && operation.action().leadsTo(event.action()) && operation.requestId().equals(event.requestId()));
  }
}
