package dev.troupe.load.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * In the order of the journal. A lease that Troupe itself gave back before anyone was told of it does not count: the agent never held it.
 */
final class WithinCapacity implements Check {

  private static final Set<String> ENDS = Set.of("work.completed", "work.submitted", "work.attempt_failed", "work.failed", "work.lease_expired",
    "work.released", "work.cancelled");

  @Override
  public String name() {
    return "within-capacity";
  }

  @Override
  public String promise() {
    return "No agent holds more leases than its capacity.";
  }

  @Override
  public List<Finding> findings(Evidence evidence) {
    Map<String, Map<String, JournalEvent>> held = new TreeMap<>();
    Map<String, String> holders = new HashMap<>();
    List<Finding> findings = new ArrayList<>();
    for (JournalEvent event : evidence.journal()) {
      if (!event.isWork()) {
        continue;
      }
      if (event.is("work.claimed") && !evidence.wasGivenBackUntold(event)) {
        Map<String, JournalEvent> mine = held.computeIfAbsent(event.agentId(), id -> new TreeMap<>());
        mine.put(event.entityId(), event);
        holders.put(event.entityId(), event.agentId());
        int capacity = evidence.capacities().getOrDefault(event.agentId(), Integer.MAX_VALUE);
        if (mine.size() > capacity) {
          findings.add(finding(event.agentId(), "holds " + mine.size() + " of at most " + capacity + ": "
            + mine.values().stream().map(JournalEvent::told).toList()));
        }
      } else if (ENDS.contains(event.action()) && holders.containsKey(event.entityId())) {
        held.get(holders.remove(event.entityId())).remove(event.entityId());
      }
    }
    return findings;
  }
}
