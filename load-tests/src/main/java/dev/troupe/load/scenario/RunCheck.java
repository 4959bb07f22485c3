package dev.troupe.load.scenario;

import dev.troupe.load.check.Acknowledged;
import dev.troupe.load.check.JournalCheck;
import dev.troupe.load.check.JournalRow;
import dev.troupe.load.check.Verdict;
import dev.troupe.load.check.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds what a run's clients were told against the stored events, some thousand items at a time, so that a million do not fill the memory. */
public final class RunCheck {

  private static final int AT_ONCE = 5_000;

  /** Where the events come from. */
  public interface Events {
    List<JournalRow> of(Collection<String> workIds) throws Exception;
  }

  private RunCheck() {
  }

  /** Every item that a client was told is completed must be so exactly once; every other answer must have its event. */
  public static Verdict check(Map<String, List<Acknowledged>> answers, Events events) throws Exception {
    List<String> ids = new ArrayList<>(answers.keySet());
    int completed = 0;
    List<Violation> violations = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
      Set<String> ended = new HashSet<>();
      List<Acknowledged> told = new ArrayList<>();
      for (String id : some) {
        told.addAll(answers.get(id));
        if (answers.get(id).stream().anyMatch(answer -> answer.kind() == Acknowledged.Kind.COMPLETE)) {
          ended.add(id);
        }
      }
      Verdict part = JournalCheck.check(ended, events.of(some), told);
      completed += part.completed();
      violations.addAll(part.violations());
    }
    return new Verdict(completed, violations);
  }
}
