package dev.troupe.load.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** After the run, once the read side has caught up: every list tells each item as its events left it, and every item is there. */
final class ReadSideAgrees implements Check {

  @Override
  public String name() {
    return "read-side-agrees";
  }

  @Override
  public String promise() {
    return "Lists and reads agree with the journal.";
  }

  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Map<String, Evidence.Listed>> bySource = new HashMap<>();
    for (Evidence.Listed row : evidence.readSide()) {
      Evidence.Listed twice = bySource.computeIfAbsent(row.source(), source -> new HashMap<>()).put(row.workId(), row);
      if (twice != null) {
        findings.add(finding(row.workId(), row.source() + " has it twice: " + twice + " and " + row));
      }
    }
    bySource.forEach((source, rows) -> {
      for (String workId : new TreeSet<>(evidence.eventsByItem().keySet())) {
        compare(source, workId, rows.get(workId), evidence, findings);
      }
      rows.keySet().stream().filter(workId -> evidence.eventsOf(workId).isEmpty())
        .forEach(workId -> findings.add(finding(workId, source + " has an item the journal does not: " + rows.get(workId))));
    });
    return findings;
  }

  private void compare(String source, String workId, Evidence.Listed row, Evidence evidence, List<Finding> findings) {
    List<JournalEvent> events = evidence.eventsOf(workId);
    ItemModel.State model = ItemModel.folded(events);
    JournalEvent last = events.get(events.size() - 1);
    if (row == null) {
      findings.add(finding(workId, source + " lacks it; " + last.told()));
    } else if (row.version() != last.sequence() || !model.status().says(row.status())
      || model.status() == ItemModel.Status.CLAIMED && !model.holder().equals(row.claimedBy())) {
      findings.add(finding(workId, source + " says " + row + ", but the journal " + model.status() + " v" + last.sequence() + " of " + model.holder()));
    }
  }
}
