package dev.troupe.load.check;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the journal says about a run.
 *
 * @param completed items completed exactly once
 */
public record Verdict(int completed, List<Violation> violations) {

  private static final Set<Violation.Kind> DOUBLED = EnumSet.of(
    Violation.Kind.LEASES_OVERLAP, Violation.Kind.TOKEN_NOT_GROWING, Violation.Kind.COMPLETED_TWICE,
    Violation.Kind.CLAIMED_AFTER_COMPLETION, Violation.Kind.NOT_THE_HOLDER, Violation.Kind.ADDED_TWICE);
  private static final Set<Violation.Kind> LOST = EnumSet.of(Violation.Kind.NEVER_ADDED, Violation.Kind.UNBACKED_ANSWER);

  /** Breaches of "at most one valid lease per item", and of what follows from it. */
  public long doubleClaims() {
    return count(DOUBLED);
  }

  /** What was acknowledged or handed in and is not in the journal. */
  public long lost() {
    return count(LOST);
  }

  /** Items in the journal that were not brought to an end. */
  public long orphaned() {
    return count(EnumSet.of(Violation.Kind.NEVER_COMPLETED));
  }

  public boolean isClean() {
    return violations.isEmpty();
  }

  private long count(Set<Violation.Kind> kinds) {
    return violations.stream().filter(violation -> kinds.contains(violation.kind())).count();
  }
}
