package dev.troupe.cli.client;

import java.time.Instant;
import java.util.List;

/**
 * How many nodes there should be, as the service says it.
 *
 * @param recommendedNodes null while the service still watches
 * @param action watch, stay, scale_up or scale_down
 * @param holdUntil the recommendation does not change before
 */
public record ScalingAdvice(
  int nodes, Integer recommendedNodes, String action, String reason, int minNodes, int maxNodes, Instant holdUntil, List<Signal> signals, Instant asOf) {

  /**
   * One thing it looked at.
   *
   * @param value null while it is not known
   * @param nodes how many it asks for by itself; null when it does not count now
   */
  public record Signal(String signal, Double value, double target, Integer nodes) {
  }
}
