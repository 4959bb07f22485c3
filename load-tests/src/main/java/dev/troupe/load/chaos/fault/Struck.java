package dev.troupe.load.chaos.fault;

import java.util.List;

/**
 * A fault as it came about.
 *
 * @param nodes the numbers of those it struck
 * @param struckNanos since the run began, when it was in place; beganNanos when it set out to
 * @param healedNanos when it had been mended, readyNanos when every node was ready again; -1 when that never was
 * @param problem what went wrong in striking or healing; null when nothing
 */
public record Struck(String fault, List<Integer> nodes, long beganNanos, long struckNanos, long healedNanos, long readyNanos, String problem) {
}
