package dev.troupe.node.scaling;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The cluster at one moment. What is not known is absent; that keeps the number of nodes from falling.
 *
 * @param nodes coordinators that are up and can be reached
 * @param calm whether no coordinator joins, leaves or is out of reach
 * @param ready ready items
 * @param oldest age of the oldest of them; zero when there are none
 * @param handover p95 on the slowest node; zero when nothing was handed over
 * @param cpu mean share of their processors that the nodes use, 0 to 1
 */
record Observation(
    Instant at,
    int nodes,
    boolean calm,
    OptionalLong ready,
    Optional<Duration> oldest,
    Optional<Duration> handover,
    OptionalDouble cpu) {}
