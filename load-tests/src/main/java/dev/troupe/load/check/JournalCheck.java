package dev.troupe.load.check;

import dev.troupe.load.check.Violation.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds a journal against the promise: every item completed exactly once, lease tokens strictly growing, no two leases of an item
 * overlapping, every acknowledged answer backed by an event. Pure: rows and answers in, verdict out.
 */
public final class JournalCheck {

  private final List<Violation> violations = new ArrayList<>();
  private final Map<Acknowledged, Integer> events = new HashMap<>();
  private int completed;

  private JournalCheck() {
  }

  /**
   * @param expected the items that were to be worked off
   * @param rows every event of those items, in any order
   * @param answers every success a client was told about those items
   */
  public static Verdict check(Set<String> expected, Collection<JournalRow> rows, Collection<Acknowledged> answers) {
    JournalCheck check = new JournalCheck();
    Map<String, List<JournalRow>> histories = new TreeMap<>();
    rows.forEach(row -> histories.computeIfAbsent(row.workId(), id -> new ArrayList<>()).add(row));
    for (String workId : expected) {
      if (!histories.containsKey(workId)) {
        check.violated(Kind.NEVER_ADDED, workId, "no event in the journal");
      }
    }
    histories.forEach((workId, history) -> {
      history.sort(Comparator.comparingLong(JournalRow::sequence));
      check.follow(workId, history, expected.contains(workId));
    });
    answers.forEach(check::back);
    return new Verdict(check.completed, List.copyOf(check.violations));
  }

  private void follow(String workId, List<JournalRow> history, boolean mustBeCompleted) {
    ItemHistory item = new ItemHistory();
    for (JournalRow row : history) {
      for (Kind breach : item.apply(row)) {
        violated(breach, workId, row.action() + " at sequence " + row.sequence() + " by " + row.agentId()
          + " under token " + row.leaseToken() + "; " + item.described());
      }
      count(row);
    }
    if (item.completions() == 1) {
      completed++;
    } else if (item.completions() == 0 && mustBeCompleted) {
      violated(Kind.NEVER_COMPLETED, workId, "last event " + history.get(history.size() - 1).action());
    }
  }

  private void count(JournalRow row) {
    for (Acknowledged.Kind kind : Acknowledged.Kind.values()) {
      if (kind.action().equals(row.action())) {
        Acknowledged answer = kind == Acknowledged.Kind.ADD
          ? Acknowledged.add(row.workId())
          : new Acknowledged(kind, row.workId(), row.agentId(), row.leaseToken() == null ? 0 : row.leaseToken());
        events.merge(answer, 1, Integer::sum);
      }
    }
  }

  /** Takes one event away per answer: two answers about progress need two events. */
  private void back(Acknowledged answer) {
    int left = events.getOrDefault(answer, 0);
    if (left == 0) {
      violated(Kind.UNBACKED_ANSWER, answer.workId(), answer.kind() + " acknowledged to " + answer.agentId()
        + " under token " + answer.leaseToken() + ", but no event says so");
    } else {
      events.put(answer, left - 1);
    }
  }

  private void violated(Kind kind, String workId, String detail) {
    violations.add(new Violation(kind, workId, detail));
  }
}
