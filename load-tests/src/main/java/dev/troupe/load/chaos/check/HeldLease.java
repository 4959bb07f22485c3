package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.history.Action;
import dev.troupe.load.chaos.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A lease as its holder could count on it, by the holder's own clock.
 *
 * @param knownNanos when the holder first knew of it
 * @param untilNanos until when the holder had a right to it: its length after the last renewal was asked for, or the moment the holder itself (or who
 *     cancelled the item) set out to end it
 */
record HeldLease(String workId, long token, String agentId, long knownNanos, long untilNanos, Operation granted) {

  /** The leases of one item that a client was told of, by token. */
  static List<HeldLease> of(String workId, Evidence evidence) {
    Map<Long, List<Operation>> grants = new TreeMap<>();
    List<Operation> operations = evidence.operationsOf(workId);
    for (Operation operation : operations) {
      if (operation.isOk() && operation.action().isClaim()) {
        operation.leases().stream().filter(lease -> lease.workId().equals(workId))
          .forEach(lease -> grants.computeIfAbsent(lease.token(), token -> new ArrayList<>()).add(operation));
      }
    }
    List<HeldLease> held = new ArrayList<>();
    grants.forEach((token, claims) -> held.add(held(workId, token, claims, operations, evidence)));
    return held;
  }

  private static HeldLease held(String workId, long token, List<Operation> claims, List<Operation> operations, Evidence evidence) {
    Operation first = claims.stream().min(Comparator.comparingLong(Operation::endNanos)).orElseThrow();
    long length = first.leases().stream().filter(lease -> lease.token() == token && lease.workId().equals(workId))
      .mapToLong(lease -> lease.seconds() * 1_000_000_000L).findFirst().orElseThrow();
    long renewed = asked(first, evidence);
    long ended = Long.MAX_VALUE;
    for (Operation operation : operations) {
      if (renews(operation, workId, token, first.agentId())) {
        renewed = Math.max(renewed, asked(operation, evidence));
      }
      if (mayEnd(operation, token)) {
        ended = Math.min(ended, operation.startNanos());
      }
    }
    return new HeldLease(workId, token, first.agentId(), first.endNanos(), Math.min(ended, renewed + length), first);
  }

  /** A repeat renews nothing: what counts is when the request was sent for the first time. */
  private static long asked(Operation operation, Evidence evidence) {
    return evidence.operationsOfRequest(operation.requestId()).stream().filter(same -> same.action() == operation.action())
      .mapToLong(Operation::startNanos).min().orElse(operation.startNanos());
  }

  private static boolean renews(Operation operation, String workId, long token, String agentId) {
    if (!operation.isOk() || !agentId.equals(operation.agentId())) {
      return false;
    }
    return operation.action() == Action.PROGRESS && operation.token() == token
      || operation.action() == Action.HEARTBEAT && operation.leases().stream()
        .anyMatch(lease -> lease.workId().equals(workId) && lease.token() == token && lease.valid());
  }

  private static boolean mayEnd(Operation operation, long token) {
    boolean byHolder = operation.action().endsLease() && operation.token() == token;
    return (byHolder || operation.action() == Action.CANCEL) && operation.outcome() != Operation.Outcome.REFUSED;
  }
}
