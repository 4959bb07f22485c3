package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.check.ItemModel.Kind;
import dev.troupe.load.chaos.check.ItemModel.Step;
import dev.troupe.load.chaos.history.Action;
import dev.troupe.load.chaos.history.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * An item's history as steps of its model. What the clients saw comes from the clients. From the journal comes only what no client can see and when it
 * was nobody knows: leases that expired or were given back, and which item a claim with a lost answer was given. Those steps are free in time and may be left out.
 */
final class Steps {

  private static final long NEVER = Long.MAX_VALUE;

  private Steps() {
  }

  static List<Step> of(String workId, Evidence evidence) {
    List<Step> steps = new ArrayList<>();
    for (Operation operation : evidence.operationsOf(workId)) {
      if (operation.action() == Action.HEARTBEAT || operation.action().isClaim()) {
        ofLeases(workId, operation, steps);
      }
      if (operation.action() != Action.HEARTBEAT && workId.equals(operation.workId())) {
        ofCall(operation, steps);
      }
    }
    for (JournalEvent event : evidence.eventsOf(workId)) {
      ofEvent(event, evidence, steps);
    }
    return steps;
  }

  private static void ofLeases(String workId, Operation operation, List<Step> steps) {
    if (!operation.isOk()) {
      return;
    }
    for (Operation.Told lease : operation.leases()) {
      if (lease.workId().equals(workId)) {
        Kind kind = operation.action().isClaim() ? Kind.CLAIM : lease.valid() ? Kind.VALID : Kind.OVER;
        steps.add(new Step(kind, operation.agentId(), lease.token(), operation.requestId(), operation.startNanos(), operation.endNanos(), true, null,
          null, 0, operation.told()));
      }
    }
  }

  private static void ofCall(Operation operation, List<Step> steps) {
    Kind kind = kind(operation.action());
    if (operation.action().isClaim() && operation.outcome() != Operation.Outcome.REFUSED || operation.isUnknown() && kind == Kind.READ) {
      return;
    }
    if (operation.isOk() && operation.action().isWrite()) {
      // A gateway asks an entity again that does not answer at once: what is answered then may be later than what was done.
      steps.add(new Step(kind, operation.agentId(), operation.token(), operation.requestId(), operation.startNanos(), NEVER, false, null, null, 0,
        "asked for the first time within " + operation.told()));
    }
    steps.add(new Step(kind, operation.agentId(), operation.token(), operation.requestId(), operation.startNanos(),
      operation.isUnknown() ? NEVER : operation.endNanos(), !operation.isUnknown(),
      operation.outcome() == Operation.Outcome.REFUSED ? operation.code() : null, operation.itemStatus(), operation.version(), operation.told()));
  }

  private static Kind kind(Action action) {
    return switch (action) {
      case ADD -> Kind.ADD;
      case CLAIM_NEXT, CLAIM_BY_ID -> Kind.CLAIM;
      case PROGRESS -> Kind.PROGRESS;
      case COMPLETE -> Kind.COMPLETE;
      case FAIL -> Kind.FAIL;
      case RELEASE -> Kind.RELEASE;
      case CANCEL -> Kind.CANCEL;
      case GET, HEARTBEAT, REGISTER -> Kind.READ;
    };
  }

  private static void ofEvent(JournalEvent event, Evidence evidence, List<Step> steps) {
    if (event.is("work.claimed")) {
      long asked = evidence.operationsOfRequest(event.claimRequest()).stream().mapToLong(Operation::startNanos).min().orElse(0);
      steps.add(free(Kind.CLAIM, event, event.claimRequest(), asked));
    } else if (event.is("work.lease_expired")) {
      steps.add(free(event.exhausted() ? Kind.EXHAUST : Kind.EXPIRE, event, null, 0));
    } else if (event.is("work.released") && event.isOwn()) {
      steps.add(free(Kind.EXPIRE, event, null, 0));
    }
  }

  private static Step free(Kind kind, JournalEvent event, String request, long from) {
    return new Step(kind, event.agentId(), event.tokenOrZero(), request, from, NEVER, false, null, null, 0, "in the journal: " + event.told());
  }
}
