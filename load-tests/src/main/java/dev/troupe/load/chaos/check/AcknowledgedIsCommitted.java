package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.history.Action;
import dev.troupe.load.chaos.history.Operation;
import java.util.ArrayList;
import java.util.List;

/** Both ways: an accepted write has its event, and an event that Troupe did not cause by itself has a request that was not refused. */
final class AcknowledgedIsCommitted implements Check {

  @Override
  public String name() {
    return "acknowledged-is-committed";
  }

  @Override
  public String promise() {
    return "Every accepted write has its event, and every event the request that asked for it.";
  }

  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (Operation operation : evidence.operations()) {
      if (operation.isOk() && operation.action().isClaim()) {
        operation.leases().stream().filter(lease -> !isBacked(operation, lease, evidence))
          .forEach(lease -> findings.add(finding(lease.workId(), "Expected an event for " + operation.told())));
      } else if (operation.isOk() && operation.action().isWrite() && operation.workId() != null && !isBacked(operation, evidence)) {
        findings.add(finding(operation.workId(), "Expected an event for " + operation.told()));
      }
    }
    for (JournalEvent event : evidence.journal()) {
      if (event.isWork() && !event.isOwn() && !isAskedFor(event, evidence) && !(event.is("work.claimed") && evidence.wasGivenBackUntold(event))) {
        findings.add(finding(event.entityId(), "Expected a request that was not refused for " + event.told() + "; there is "
          + evidence.operationsOfRequest(request(event)).stream().map(Operation::told).toList()));
      }
    }
    return findings;
  }

  private static boolean isBacked(Operation claim, Operation.Told lease, Evidence evidence) {
    return evidence.eventsOf(lease.workId()).stream().anyMatch(event -> event.is("work.claimed") && event.tokenOrZero() == lease.token()
      && claim.agentId().equals(event.agentId()) && claim.requestId().equals(event.claimRequest()));
  }

  /** By its request; a write that says again what was so already (the same end of the same lease, the same item) is backed by that. */
  private static boolean isBacked(Operation write, Evidence evidence) {
    return evidence.eventsOf(write.workId()).stream().anyMatch(event -> write.action().leadsTo(event.action())
      && (write.requestId().equals(event.requestId()) || saysTheSame(write, event)));
  }

  private static boolean saysTheSame(Operation write, JournalEvent event) {
    return write.action() == Action.ADD || write.action() == Action.CANCEL
      || write.action().endsLease() && write.token() == event.tokenOrZero() && write.agentId().equals(event.agentId());
  }

  private static boolean isAskedFor(JournalEvent event, Evidence evidence) {
    return evidence.operationsOfRequest(request(event)).stream()
      .anyMatch(operation -> mayHaveHappened(operation) && operation.action().leadsTo(event.action())
        && (operation.workId() == null || operation.workId().equals(event.entityId())));
  }

  /** A claim answered with a lost lease says that it was given one, which is over by now. */
  private static boolean mayHaveHappened(Operation operation) {
    return operation.outcome() != Operation.Outcome.REFUSED || operation.action().isClaim() && "lease_lost".equals(operation.code());
  }

  private static String request(JournalEvent event) {
    return event.claimRequest() != null ? event.claimRequest() : event.requestId();
  }
}
