package dev.troupe.load.chaos.check;

import java.util.List;

/** One thing that must hold whatever breaks. Pure: the same evidence gives the same findings. */
public interface Check {

  /** Stable, for reports: lower case with hyphens. */
  String name();

  /** What must hold, in one sentence. */
  String promise();

  /** Every breach found; empty when there is none. */
  List<Finding> findings(Evidence evidence);

  /**
   * One breach.
   *
   * @param subject the item, agent or stream
   * @param detail the calls and events that show it
   */
  record Finding(String check, String subject, String detail) {
  }

  default Finding finding(String subject, String detail) {
    return new Finding(name(), subject, detail);
  }
}
