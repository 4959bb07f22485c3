package dev.troupe.load.chaos.report;

import dev.troupe.load.chaos.fault.Struck;
import dev.troupe.load.chaos.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the cluster took to get over one fault, as its clients saw it; milliseconds, -1 where nothing was to be measured.
 *
 * @param lastTroubleMs from the fault until the last call was answered 5xx or not at all by a node that it did not strike; 0 when there was none
 * @param longestGapMs the longest time between two claims that gave work to one team, from the fault until the next one; the worst team's
 * @param firstClaimMs from the healing until a claim that gave work was sent and answered
 * @param spared requests to single items of nodes that it did not strike, through such nodes, from the fault until the next one; claims are not among them, for they ask the agent first
 * @param troubled those of them of which more than one attempt was answered 5xx or not at all
 */
public record Healing(String fault, long lastTroubleMs, long longestGapMs, long firstClaimMs, int spared, int troubled) {

  private static final long MILLI = 1_000_000;

  /**
   * One for each fault, in order.
   *
   * @param teams by agent
   */
  public static List<Healing> of(List<Struck> faults, List<Operation> operations, Map<String, String> teams, long endNanos) {
    List<Operation> byEnd = operations.stream().sorted(Comparator.comparingLong(Operation::endNanos)).toList();
    List<Healing> healings = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      healings.add(of(faults.get(i), byEnd, teams, i + 1 < faults.size() ? faults.get(i + 1).beganNanos() : endNanos));
    }
    return healings;
  }

  private static Healing of(Struck fault, List<Operation> byEnd, Map<String, String> teams, long until) {
    long lastTrouble = fault.beganNanos();
    Map<String, Long> lastClaims = new HashMap<>();
    long longestGap = 0;
    long firstClaim = -1;
    Map<String, Integer> errors = new HashMap<>();
    for (Operation operation : byEnd) {
      if (operation.endNanos() < fault.beganNanos() || operation.startNanos() > until) {
        continue;
      }
      boolean trouble = operation.isUnknown() && !Operation.STOPPED.equals(operation.code());
      if (operation.startNanos() >= fault.beganNanos() && !fault.nodes().contains(operation.node())) {
        lastTrouble = trouble ? Math.max(lastTrouble, operation.endNanos()) : lastTrouble;
        if (operation.requestId() != null && !operation.action().isClaim() && operation.workId() != null && fault.spares(operation.workId())) {
          errors.merge(operation.requestId(), trouble ? 1 : 0, Integer::sum);
        }
      }
      if (operation.isOk() && operation.action().isClaim() && !operation.leases().isEmpty()) {
        Long lastClaim = lastClaims.put(teams.get(operation.agentId()), operation.endNanos());
        longestGap = Math.max(longestGap, operation.endNanos() - (lastClaim == null ? fault.beganNanos() : lastClaim));
        if (firstClaim < 0 && operation.startNanos() >= fault.healedNanos()) {
          firstClaim = operation.endNanos() - fault.healedNanos();
        }
      }
    }
    return new Healing(fault.fault(), (lastTrouble - fault.beganNanos()) / MILLI, longestGap / MILLI, firstClaim < 0 ? -1 : firstClaim / MILLI,
      errors.size(), (int) errors.values().stream().filter(times -> times > 1).count());
  }
}
