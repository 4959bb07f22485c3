package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.history.Heard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Each reader, over all its reconnections through whichever nodes: every event of every item once and in the item's order. */
final class StreamsComplete implements Check {

  @Override
  public String name() {
    return "streams-complete";
  }

  @Override
  public String promise() {
    return "The event stream has every event of every item once, in the item's order.";
  }

  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    evidence.streams().forEach((reader, heard) -> follow("reader-" + reader, heard, evidence, findings));
    return findings;
  }

  private void follow(String reader, List<Heard> heard, Evidence evidence, List<Finding> findings) {
    Map<String, Long> last = new HashMap<>();
    for (Heard event : heard) {
      if (event.action().equals(Heard.RESET)) {
        findings.add(finding(reader, "was told to begin anew at " + event.atNanos() / 1e9 + " s"));
        continue;
      }
      long expected = last.getOrDefault(event.subject(), 0L) + 1;
      if (event.version() != expected) {
        findings.add(finding(reader, "Expected " + event.subject() + " v" + expected + ", but got v" + event.version() + " " + event.action()));
      }
      last.put(event.subject(), Math.max(event.version(), expected - 1));
      JournalEvent stored = stored(event, evidence);
      if (stored != null && !stored.is(event.action())) {
        findings.add(finding(reader, "Told " + event.subject() + " v" + event.version() + " as " + event.action() + ", but stored is " + stored.told()));
      }
    }
    evidence.eventsByItem().forEach((workId, events) -> {
      long told = last.getOrDefault(workId, 0L);
      long stored = events.get(events.size() - 1).sequence();
      if (told != stored) {
        findings.add(finding(reader, "Expected " + workId + " up to v" + stored + ", but it ends with v" + told));
      }
    });
  }

  private static JournalEvent stored(Heard event, Evidence evidence) {
    List<JournalEvent> events = evidence.eventsOf(event.subject());
    int at = (int) event.version() - 1;
    return at >= 0 && at < events.size() && events.get(at).sequence() == event.version() ? events.get(at) : null;
  }
}
