package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.history.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** However often, through whichever nodes and in whatever order a request arrives. */
final class OneKeyOneEffect implements Check {

  @Override
  public String name() {
    return "one-key-one-effect";
  }

  @Override
  public String promise() {
    return "One idempotency key has one effect, and every accepted answer to it tells the same.";
  }

  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    evidence.operationsByRequest().forEach((request, operations) -> {
      Operation first = operations.get(0);
      if (first.action().isClaim()) {
        claims(request, operations, evidence, findings);
      } else if (first.action().isWrite()) {
        long events = evidence.eventsOfRequest(request).stream().filter(event -> first.action().leadsTo(event.action())).count();
        if (events > 1) {
          findings.add(finding(request, events + " events for one request: " + told(request, evidence) + "; " + first.told()));
        }
      }
    });
    return findings;
  }

  private void claims(String request, List<Operation> operations, Evidence evidence, List<Finding> findings) {
    Set<String> kept = new HashSet<>();
    Set<String> acknowledged = new HashSet<>();
    int max = Math.max(1, operations.stream().mapToInt(Operation::max).max().orElse(1));
    for (Operation operation : operations) {
      Set<String> leases = new HashSet<>();
      operation.leases().forEach(lease -> leases.add(lease.workId() + " token " + lease.token()));
      if (operation.isOk() && !leases.isEmpty()) {
        if (!acknowledged.isEmpty() && !acknowledged.equals(leases) && !acknowledged.containsAll(leases)) {
          findings.add(finding(request, "Told " + acknowledged + " first and then " + operation.told()));
        }
        acknowledged.addAll(leases);
      }
    }
    for (JournalEvent event : evidence.eventsOfRequest(request)) {
      String lease = event.entityId() + " token " + event.tokenOrZero();
      if (event.is("work.claimed") && !evidence.wasGivenBackUntold(event)) {
        kept.add(lease);
      }
    }
    if (kept.size() > max) {
      findings.add(finding(request, "Asked for " + max + " but got " + kept + ": " + told(request, evidence)
        + "; " + operations.stream().map(Operation::told).toList()));
    }
  }

  private static List<String> told(String request, Evidence evidence) {
    return evidence.eventsOfRequest(request).stream().map(JournalEvent::told).toList();
  }
}
