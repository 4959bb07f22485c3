package dev.troupe.node.scaling;

import java.time.Duration;

/** What others tell the advisor, wherever it lives. A report that is lost is made up for by the next. */
public sealed interface ScalingReport extends ScalingAdvisor.Message {

  /**
   * How one node is.
   *
   * @param node its address in the cluster
   * @param cpu share of its processors that it uses, 0 to 1
   * @param handover p95 of its hand-overs since the last report; zero when there were none
   */
  record Load(String node, double cpu, Duration handover) implements ScalingReport {}

  /**
   * What waits in the whole cluster.
   *
   * @param oldest age of the oldest ready item; zero when there are none
   */
  record Queue(long ready, Duration oldest) implements ScalingReport {}
}
