package dev.troupe.node.dispatch;

import dev.troupe.protocol.DispatchCommand.Match;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;

/**
 * Which item goes first, and to whom it may go. Older first inside a priority; across priorities the more urgent first, but an item gains one
 * level of urgency with each {@code agingStep} it has waited, so that no priority starves another (aging, as in operating systems' schedulers).
 *
 * @param agingStep how long an item waits for one level of urgency, above zero
 */
public record MatchPolicy(Duration agingStep) {
  public MatchPolicy {
    if (agingStep.isZero() || agingStep.isNegative()) {
      throw new IllegalArgumentException("Expected troupe.dispatch.aging-step above zero, but it is " + agingStep + ".");
    }
  }

  /** Inside one priority: the older first, the id where two are equally old. */
  static final Comparator<ReadyWork> OLDER_FIRST = Comparator.comparing(ReadyWork::createdAt).thenComparing(ReadyWork::id);

  /** Lower is more urgent; may be negative for what has waited long. */
  long urgency(ReadyWork work, Instant now) {
    long waitedMillis = Math.max(0, Duration.between(work.createdAt(), now).toMillis());
    return work.priority().ordinal() - waitedMillis / agingStep.toMillis();
  }

  /** The more urgent first, the older where both are equally urgent. */
  Comparator<ReadyWork> order(Instant now) {
    return Comparator.<ReadyWork>comparingLong(work -> urgency(work, now)).thenComparing(OLDER_FIRST);
  }

  static boolean mayTake(Set<String> capabilities, Set<String> workTypes, String workType, Set<String> requires) {
    return (workTypes.isEmpty() || workTypes.contains(workType)) && capabilities.containsAll(requires);
  }

  static boolean mayTake(Match match, ReadyWork work) {
    return mayTake(match.capabilities(), match.workTypes(), work.workType(), work.requires());
  }
}
