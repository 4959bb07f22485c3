package dev.troupe.load.chaos.check;

import java.util.List;

/** The ten checks, in the order of the report. */
public final class Checks {

  /** At most so many findings of one check are kept; their number is always told. */
  private static final int KEPT = 50;

  private static final List<Check> ALL = List.of(new OneLease(), new AcknowledgedIsCommitted(), new OldTokenRefused(), new OneKeyOneEffect(),
    new Linearizable(), new NoOrphan(), new StreamsComplete(), new WithinCapacity(), new ReadSideAgrees(), new EnoughDone());

  /** @param count all findings, of which {@code findings} has the first */
  public record Verdict(String check, String promise, int count, List<Check.Finding> findings) {

    public boolean held() {
      return count == 0;
    }
  }

  private Checks() {
  }

  public static List<Verdict> judge(Evidence evidence) {
    return ALL.stream().map(check -> {
      List<Check.Finding> findings = check.findings(evidence);
      return new Verdict(check.name(), check.promise(), findings.size(), findings.stream().limit(KEPT).toList());
    }).toList();
  }
}
