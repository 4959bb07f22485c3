package dev.troupe.node.split;

import com.typesafe.config.Config;
import java.util.List;

/** Which strategy decides after a partition, and whether this node can take part in it. */
public final class SplitBrain {
  private static final String STRATEGY = "akka.cluster.split-brain-resolver.active-strategy";
  private static final String LEASE = "lease-majority";

  private SplitBrain() {}

  static boolean usesLease(Config config) {
    return config.getString(STRATEGY).equals(LEASE);
  }

  /**
   * Any node may have to decide, so with {@code lease-majority} every node must reach the database and be of both roles.
   *
   * @throws IllegalArgumentException saying what to set
   */
  public static void check(Config config) {
    List<String> roles = config.getStringList("akka.cluster.roles");
    if (usesLease(config) && !(roles.contains("coordinator") && roles.contains("gateway"))) {
      throw new IllegalArgumentException(
          "Expected TROUPE_SBR_STRATEGY to be keep-majority, static-quorum or down-all on every node of a cluster whose roles are split, but it is " + LEASE
              + " and this node is only " + String.join(",", roles) + ".");
    }
  }
}
